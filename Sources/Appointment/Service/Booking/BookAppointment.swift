import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// A patient asks a doctor for a time, or the clinic does for a patient.
struct BookAppointment {
    let doctors: any DoctorDirectory
    let schedules: ScheduleStore
    let patients: PatientStore
    let book: DeskBook
    let appointments: AppointmentStore
    let zones: ZoneChanges
    let commits: any CommitObserver
    let events: EventStamps
    let ids: IdentifierSource
    let clock: WallClock

    /// How often to decide again because the schedule has changed meanwhile.
    private static let attempts = 8

    /// `id`: the appointment's, when an earlier attempt at the same request may have made it already; then it is that one.
    ///
    /// Throws 403 for a doctor who books with another one, 404 `doctor_not_found`, `not_found` for a patient who is not theirs,
    /// 409 `slot_taken`, `patient_busy`, 422 with everything wrong or `in_the_past`, `too_soon`, `nonexistent_time`,
    /// `outside_hours`, `off_grid`, `beyond_horizon`, 503 `auth_unavailable`, `store_unavailable`, `schedule_unreadable`,
    /// `overloaded`.
    func callAsFunction(_ body: JSONValue, by act: Act, as id: AppointmentID? = nil) async throws -> StoredAppointment {
        let (person, trace) = (act.person, act.trace)
        let request = try BookingForm.read(body)
        let patient = try await patient(of: request, by: person)
        if person.role == .desk, let theirs = try await book.doctors(of: person.userID), !theirs.contains(request.doctorID) {
            throw Problem.doctorNotFound
        }
        let doctor = try await doctors.bookable(request.doctorID, trace: trace)
        let id = id ?? ids.next()
        let event = events.next(in: trace)
        let entry = act.stamp(ids, at: clock.instant)
        var isSettledNearby = false
        for attempt in 0..<Self.attempts {
            guard let (time, version, zone) = try await decide(request, isFirst: attempt == 0) else { continue }
            let booking = NewAppointment(
                id: id, patient: patient, doctor: doctor, time: time, scheduleVersion: version,
                rules: RulesInUse(digest: zone.digest, isSettledNearby: isSettledNearby), reason: request.reason)
            switch try await appointments.book(booking, event: event, entry: entry) {
            case .booked(let appointment, let event):
                commits.committed(first: event)
                return appointment
            case .slotTaken: throw Problem.slotTaken
            case .patientBusy: throw Problem.patientBusy(is: person.role == .patient)
            case .scheduleChanged: continue
            case .rulesUnsettled:
                try await zones.settle(zone, doctor: doctor.id, patient: patient.id, near: time.startsAt)
                isSettledNearby = true
            }
        }
        throw Problem(.overloaded, "The doctor's schedule is being changed all the time; try again.").with(
            field: "Retry-After", "1")
    }

    /// A patient books for themselves. Others book for whose record they see: the desk without the patient's reason, doctors with themselves.
    private func patient(of request: BookingRequest, by person: Principal) async throws -> BookedPatient {
        if person.role == .patient {
            guard request.patientID == nil || request.patientID == person.userID else { throw Problem.noSuchPatient }
            return BookedPatient(id: person.userID, name: person.name)
        }
        func wrong(_ member: String, _ code: FieldError.Code, _ detail: String) -> ValidationErrors {
            ValidationErrors(.root.appending(member), code, detail)
        }
        guard let id = request.patientID else { throw wrong("patientId", .required, "is required: whose visit it is") }
        guard id != request.doctorID else { throw wrong("patientId", .rule, "must be another person than the doctor") }
        if person.role == .desk, request.reason != nil {
            throw wrong("reason", .rule, "is between patient and doctor: the desk gives none")
        }
        if person.role == .doctor, request.doctorID != person.userID {
            throw Problem(.forbidden, "Doctors book for their patients with themselves.")
        }
        guard let record = try await patients.patient(id, for: PatientSight(of: person)) else { throw Problem.noSuchPatient }
        return BookedPatient(
            id: id, name: try record.name, hasAccount: record.hasAccount, booker: EventActor(person.userID, as: person.role))
    }

    /// At first by the schedule as it was last known, which the booking's statement then verifies. Nil when that one refuses: only
    /// the current schedule may do so.
    private func decide(_ request: BookingRequest, isFirst: Bool) async throws
        -> (time: BookedTime, version: Int, zone: Zone)?
    {
        let now = clock.instant
        let known = isFirst ? schedules.lastKnown(of: request.doctorID) : nil
        let schedule = if let known { known } else { try await schedules.current(of: request.doctorID, at: now) }
        let decision = Booking.decide(
            on: request.date, at: request.time, with: schedule.availability.schedule, timeOff: schedule.availability.timeOff,
            now: now)
        switch decision {
        case .accepted(let time): return (time, schedule.version, schedule.availability.schedule.zone)
        case .refused where known != nil: return nil
        case .refused(let refusal): throw Problem(refusal)
        }
    }
}
