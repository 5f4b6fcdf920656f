import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

/// An appointment that is about to be booked.
struct NewAppointment: Sendable, Equatable {
    let id: AppointmentID
    let patientID: UserID
    let patientName: String
    let doctor: Doctor
    let time: BookedTime
    let scheduleVersion: Int
    /// The rules by which the time on the wall was made instants.
    let rules: RulesInUse
    let reason: String?
}

extension NewAppointment {
    /// The parameters of `BookingStatements.book`.
    func values(_ event: EventStamp, _ stamp: AuditStamp) -> [PostgresValue] {
        [.id(id), .id(patientID), .id(doctor.id), .text(patientName), .text(doctor.name)] + time.values
            + [
                .text(reason), .id(event.id), .text(event.traceparent), .int(scheduleVersion), .text(rules.digest),
                .bool(rules.isSettledNearby), .bool(event.carriesReason),
            ] + stamp.values
    }
}

extension NewAppointment {
    /// For a booking that affects nobody: people who do not exist.
    static func rehearsal() -> [PostgresValue] {
        func nobody() -> UUIDValue { UUIDValue(high: .random(in: 0...(.max)), low: .random(in: 0...(.max))) }
        let start = Instant(microseconds: 0), end = start.adding(minutes: 1)
        let booking = NewAppointment(
            id: AppointmentID(nobody()), patientID: UserID(nobody()), patientName: "",
            doctor: Doctor(id: UserID(nobody()), name: ""),
            time: BookedTime(date: .earliest, time: .midnight, timeZone: "UTC", startsAt: start, endsAt: end, doctorFreeAt: end),
            scheduleVersion: 0, rules: RulesInUse(digest: Zone.utc.digest), reason: nil)
        return booking.values(
            EventStamp(id: EventID(nobody()), traceparent: "", carriesReason: false), .rehearsal(of: booking.patientID))
    }
}
