import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// What is done to an appointment after it was booked, by somebody whose role the state table lets do it in some state.
///
/// Every method throws 404 when the appointment is not this person's, 409 `wrong_state` with `state`, 412 when If-Match names another
/// version.
struct ChangeAppointment {
    let appointments: any AppointmentStore
    let schedules: any ScheduleStore
    let commits: any CommitObserver
    let ids: IdentifierSource
    let clock: WallClock

    /// How often a rule is decided anew because the appointment has changed meanwhile.
    private static let attempts = 8

    /// Approves, rejects, completes, annotates, or cancels.
    ///
    /// Also throws 409 `cancellation_too_late` for a patient.
    func callAsFunction(
        _ kind: AppointmentChange.Kind, _ id: String, by person: Principal, ifMatch: EntityTags, trace: TraceContext
    ) async throws -> StoredAppointment {
        guard kind.action == .cancel, person.role == .patient else {
            let change = AppointmentChange(
                id: try Self.identifier(id), kind: kind, person: person.userID, role: person.role, versions: ifMatch.versions)
            guard let appointment = try await make(change, trace) else { throw Self.hasChanged }
            return appointment
        }
        return try await decide(id, by: person, ifMatch, trace) { appointment in
            try await requireInTime(.cancel, appointment, by: person)
            return kind
        }
    }

    /// Moves an appointment to another time of the same doctor, by the rules of booking.
    ///
    /// Also throws 409 `slot_taken`, `patient_busy`, `cancellation_too_late` for a patient, and 422 as booking does.
    func reschedule(
        _ request: RescheduleForm, _ id: String, by person: Principal, ifMatch: EntityTags, trace: TraceContext
    ) async throws -> StoredAppointment {
        try await decide(id, by: person, ifMatch, trace) { appointment in
            try await requireInTime(.reschedule, appointment, by: person)
            let availability = try await schedules.availability(of: appointment.doctorID, around: request.date)
            switch Booking.decide(
                on: request.date, at: request.time, with: availability.schedule, timeOff: availability.timeOff, now: clock.instant)
            {
            case .accepted(let time):
                return .reschedule(to: time, patient: appointment.patientID, doctor: appointment.doctorID)
            case .refused(let refusal): throw Problem(refusal)
            }
        }
    }

    /// For rules that need the appointment: it is read, the rule decides, and the change is made in the version that was read; when
    /// somebody else was faster, once more.
    private func decide(
        _ id: String, by person: Principal, _ ifMatch: EntityTags, _ trace: TraceContext,
        _ kind: (Appointment) async throws -> AppointmentChange.Kind
    ) async throws -> StoredAppointment {
        let id = try Self.identifier(id)
        for _ in 0..<Self.attempts {
            guard let stored = try await appointments.appointment(id, for: person.viewer) else { throw Problem.noSuchAppointment }
            let appointment = try Appointment(stored)
            if let versions = ifMatch.versions, !versions.contains(appointment.version) { throw Self.hasChanged }
            let change = AppointmentChange(
                id: id, kind: try await kind(appointment), person: person.userID, role: person.role,
                versions: [appointment.version])
            if let changed = try await make(change, trace) { return changed }
        }
        throw Problem(.overloaded, "The appointment is being changed all the time; try again.").with(field: "Retry-After", "1")
    }

    /// The state comes first: what has been cancelled is not too late to cancel.
    private func requireInTime(_ action: AppointmentAction, _ appointment: Appointment, by person: Principal) async throws {
        if case .wrongState(let state) = Transition.decide(action, from: appointment.status, by: ActorRole(person.role)) {
            throw Problem(action, in: state)
        }
        guard person.role == .patient else { return }
        let schedule = try await schedules.availability(of: appointment.doctorID, around: appointment.time.date).schedule
        let cutoff = schedule.cancellationCutoffMinutes
        if Cancellation.isTooLate(by: .patient, startsAt: appointment.time.startsAt, cutoffMinutes: cutoff, now: clock.instant) {
            throw Problem(
                .cancellationTooLate, "This doctor's appointments can be cancelled or moved until \(cutoff) minutes before.")
        }
    }

    /// Nil: it has another version than asked for.
    private func make(_ change: AppointmentChange, _ trace: TraceContext) async throws -> StoredAppointment? {
        switch try await appointments.change(change, event: EventStamp(id: ids.next(), traceparent: trace.traceparent)) {
        case .changed(let appointment):
            await commits.committed(patient: try appointment.patientID, doctor: try appointment.doctorID, first: nil)
            return appointment
        case .notFound: throw Problem.noSuchAppointment
        case .otherVersion: return nil
        case .wrongState(let state): throw Problem(change.kind.action, in: state)
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
