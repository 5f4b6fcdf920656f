import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// What is done to an appointment after it was booked, by somebody whose role the state table allows it in some state.
///
/// Every method throws 404 when the appointment is not this person's, 409 `wrong_state` with `state`, 412 when If-Match names another
/// entity tag.
struct ChangeAppointment {
    let doctors: any DoctorDirectory
    let appointments: AppointmentStore
    let schedules: ScheduleStore
    let zones: ZoneChanges
    let unreadable: UnreadableRows
    let commits: any CommitObserver
    let log: AuditLog
    let events: EventStamps
    let ids: IdentifierSource
    let clock: WallClock

    /// How often to decide again because the appointment has changed meanwhile.
    private static let attempts = 8

    /// Approves, rejects, completes, takes a completion back, annotates, or cancels.
    ///
    /// Also throws 409 `cancellation_too_late` for a patient, and `undo_too_late`.
    func callAsFunction(
        _ kind: AppointmentChange.Kind, _ id: String, by act: Act, ifMatch: EntityTags
    ) async throws -> StoredAppointment {
        let person = act.person
        guard kind.action == .cancel, person.role == .patient else {
            let change = AppointmentChange(
                id: try Self.identifier(id), kind: kind, person: person.userID, role: person.role, tags: ifMatch.tags)
            guard let appointment = try await make(change, act) else { throw Self.hasChanged }
            return appointment
        }
        return try await decide(id, by: act, ifMatch) { appointment in
            try require(.cancel, of: appointment, by: person)
            let schedule = try await schedules.availability(of: appointment.doctorID, around: appointment.time.date).schedule
            try requireInTime(appointment, schedule, by: person)
            return kind
        }
    }

    /// Moves an appointment to another time of the same doctor, by the rules of booking; doctors may leave the grid. If it has that
    /// time already nothing is done, whatever the rules would say now: a request that is repeated gets the same answer.
    ///
    /// Also throws 404 `doctor_not_found`, 409 `slot_taken`, `patient_busy`, `cancellation_too_late` for a patient, 422 as booking does,
    /// and 503 `auth_unavailable`.
    func reschedule(
        _ request: RescheduleForm, _ id: String, by act: Act, ifMatch: EntityTags
    ) async throws -> StoredAppointment {
        let person = act.person
        var isSettledNearby = false
        return try await decide(id, by: act, ifMatch) { appointment in
            try require(.reschedule, of: appointment, by: person)
            let availability = try await schedules.availability(of: appointment.doctorID, around: request.date)
            let (schedule, time) = (availability.schedule, appointment.time)
            if (request.date, request.time, schedule.zone.identifier) == (time.date, time.time, time.timeZone) { return nil }
            try requireInTime(appointment, schedule, by: person)
            _ = try await doctors.bookable(appointment.doctorID, trace: act.trace)
            switch Booking.decide(
                on: request.date, at: request.time, with: schedule, timeOff: availability.timeOff, now: clock.instant,
                onGrid: person.role != .doctor)
            {
            case .accepted(let time):
                return .reschedule(
                    to: time, rules: RulesInUse(digest: schedule.zone.digest, isSettledNearby: isSettledNearby),
                    patient: appointment.patientID, doctor: appointment.doctorID)
            case .refused(let refusal): throw Problem(refusal)
            }
        } unsettled: { appointment in
            // Its version is another one afterwards if it was one of those that had to be moved.
            let schedule = try await schedules.availability(of: appointment.doctorID, around: request.date).schedule
            let time = schedule.zone.resolve(request.date, request.time).nearest
            try await zones.settle(schedule.zone, doctor: appointment.doctorID, patient: appointment.patientID, near: time)
            isSettledNearby = true
        }
    }

    /// For rules that need the appointment: reads it, lets the rule decide, and makes the change in the version that was read; if
    /// somebody else was faster, once more. A rule that returns nil leaves the appointment as it is.
    private func decide(
        _ id: String, by act: Act, _ ifMatch: EntityTags,
        _ rule: (Appointment) async throws -> AppointmentChange.Kind?, unsettled: (Appointment) async throws -> Void = { _ in }
    ) async throws -> StoredAppointment {
        let (id, person) = (try Self.identifier(id), act.person)
        for _ in 0..<Self.attempts {
            guard let stored = try await appointments.appointment(id, for: person.viewer) else { throw Problem.noSuchAppointment }
            try unreadable.require(stored)
            let appointment = try Appointment(stored)
            guard ifMatch.match(appointment) else { throw Self.hasChanged }
            guard let kind = try await rule(appointment) else {
                try await log.disclosed(
                    .read, by: act, AuditObject(id.uuid, version: appointment.version), of: [appointment.patientID])
                return stored
            }
            let change = AppointmentChange(
                id: id, kind: kind, person: person.userID, role: person.role,
                tags: ["\(appointment.version)"])
            do {
                if let changed = try await make(change, act) { return changed }
            } catch is RulesUnsettled {
                try await unsettled(appointment)
            }
        }
        throw Problem(.overloaded, "The appointment is being changed all the time; try again.").with(field: "Retry-After", "1")
    }

    /// The state comes first: a cancelled appointment is not too late to cancel.
    private func require(_ action: AppointmentAction, of appointment: Appointment, by person: Principal) throws(Problem) {
        if case .wrongState(let state) = Transition.decide(action, from: appointment.status, by: ActorRole(person.role)) {
            throw Problem(action, in: state)
        }
    }

    private func requireInTime(_ appointment: Appointment, _ schedule: DoctorSchedule, by person: Principal) throws(Problem) {
        let (start, cutoff) = (appointment.time.startsAt, schedule.cancellationCutoffMinutes)
        guard Cancellation.isTooLate(by: ActorRole(person.role), startsAt: start, cutoffMinutes: cutoff, now: clock.instant) else {
            return
        }
        throw Problem(
            .cancellationTooLate,
            clock.instant >= start
                ? "An appointment that has begun cannot be cancelled or moved by its patient."
                : "This doctor's appointments can be cancelled or moved until \(cutoff) minutes before.")
    }

    /// The zone in which it was to be moved is not settled.
    private struct RulesUnsettled: Error {}

    /// Nil: it has another version than asked for.
    private func make(_ change: AppointmentChange, _ act: Act) async throws -> StoredAppointment? {
        let event = events.next(in: act.trace)
        switch try await appointments.change(change, event: event, entry: act.stamp(ids, at: clock.instant)) {
        case .changed(let appointment):
            commits.committed(first: nil)
            return appointment
        case .notFound: throw Problem.noSuchAppointment
        case .unreadable:
            unreadable.appointment(change.id)
            throw Problem.unreadableAppointment
        case .otherVersion: return nil
        case .wrongState(let state): throw Problem(change.kind.action, in: state)
        case .tooLate: throw Problem.undoTooLate
        case .rulesUnsettled: throw RulesUnsettled()
        case .slotTaken: throw Problem.slotTaken
        case .patientBusy: throw Problem.patientBusy(is: change.role == .patient)
        }
    }

    private static func identifier(_ text: String) throws(Problem) -> AppointmentID {
        guard let id = AppointmentID(text) else { throw Problem.noSuchAppointment }
        return id
    }

    private static let hasChanged = Problem(.preconditionFailed, "The appointment has changed since; read it again.")
}
