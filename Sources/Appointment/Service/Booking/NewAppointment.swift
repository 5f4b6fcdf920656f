import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

/// An appointment that is about to be booked.
struct NewAppointment: Sendable, Equatable {
    let id: AppointmentID
    let patient: BookedPatient
    let doctor: Doctor
    let time: BookedTime
    let scheduleVersion: Int
    /// The rules by which the time on the wall was made instants.
    let rules: RulesInUse
    let reason: String?
}

/// Whose visit is booked, and by whom.
struct BookedPatient: Sendable, Equatable {
    /// The record's.
    let id: UserID
    let name: String
    var hasAccount = true
    /// Nil: the patient.
    var booker: EventActor?
}

extension NewAppointment {
    /// The parameters of `BookingStatements.book`.
    func values(_ event: EventStamp, _ stamp: AuditStamp) -> [PostgresValue] {
        [.id(id), .id(patient.id), .id(doctor.id), .text(patient.name), .text(doctor.name)] + time.values
            + [
                .text(reason), .id(event.id), .text(event.traceparent), .int(scheduleVersion), .text(rules.digest),
                .bool(rules.isSettledNearby), .bool(event.carriesReason), .id(patient.booker?.id),
                .text(patient.booker?.role.rawValue),
                .bool(patient.hasAccount),
            ] + stamp.values
    }
}

extension NewAppointment {
    /// For a booking that affects nobody: people who do not exist.
    static func rehearsal() -> [PostgresValue] {
        func nobody() -> UUIDValue { UUIDValue(high: .random(in: 0...(.max)), low: .random(in: 0...(.max))) }
        let start = Instant(microseconds: 0), end = start.adding(minutes: 1)
        let booking = NewAppointment(
            id: AppointmentID(nobody()), patient: BookedPatient(id: UserID(nobody()), name: ""),
            doctor: Doctor(id: UserID(nobody()), name: ""),
            time: BookedTime(date: .earliest, time: .midnight, timeZone: "UTC", startsAt: start, endsAt: end, doctorFreeAt: end),
            scheduleVersion: 0, rules: RulesInUse(digest: Zone.utc.digest), reason: nil)
        return booking.values(
            EventStamp(id: EventID(nobody()), traceparent: "", carriesReason: false), .rehearsal(of: booking.patient.id))
    }
}
