import AppointmentDomain
import Contracts
import NotificationDomain
import Testing

@Suite("A visit in the feed and in mails") struct CalendarAgreementTests {
    private static let organizer = CalendarOrganizer(address: "noreply@clinic.example")
    private static let now = Instant(seconds: 1_796_000_000)

    private static func appointment(_ status: AppointmentStatus, renames: Int64) throws -> Appointment {
        let date = try #require(CalendarDate("2026-12-15"))
        let time = try #require(WallTime("10:00"))
        let start = try #require(Instant("2026-12-15T10:00:00Z"))
        return Appointment(
            id: AppointmentID(UUIDValue(high: 9, low: 9)), patientID: UserID(UUIDValue(high: 1, low: 1)),
            doctorID: UserID(UUIDValue(high: 2, low: 2)), patientName: "John, Doe", doctorName: "Ada; Lovelace",
            // A zone that nobody knows: both tell the start in UTC.
            time: VisitTime(
                date: date, time: time, timeZone: "Nowhere/Known", startsAt: start, endsAt: start.adding(minutes: 30)),
            status: status, version: 3, renames: renames, createdAt: now.adding(seconds: -200), updatedAt: now.adding(seconds: -100)
        )
    }

    /// As the outbox tells it.
    private static func event(_ type: AppointmentEventType, _ visit: Appointment) -> AppointmentEvent {
        AppointmentEvent(
            type: type, appointmentID: visit.id, version: visit.version, sequence: visit.sequence, patientID: visit.patientID,
            doctorID: visit.doctorID, patientName: visit.patientName, doctorName: visit.doctorName, date: visit.time.date,
            time: visit.time.time, startsAt: visit.time.startsAt, endsAt: visit.time.endsAt, timeZone: visit.time.timeZone,
            status: visit.status, actor: EventActor(visit.doctorID, as: .doctor), updatedAt: visit.updatedAt)
    }

    /// The lines of the one VEVENT, but for CREATED, which events do not tell.
    private static func lines(_ calendar: String) -> [Substring] {
        let lines = calendar.replacing("\r\n ", with: "").split(separator: "\r\n")
        return lines.drop { $0 != "BEGIN:VEVENT" }.prefix { $0 != "END:VEVENT" }.filter { !$0.hasPrefix("CREATED:") }
    }

    @Test("every line is the same, for both sides, in every state that is mailed", arguments: [0, 2] as [Int64])
    func agreement(renames: Int64) throws {
        let style = EmailText.Style(organizer: Self.organizer)
        for (type, status) in [
            (AppointmentEventType.created, AppointmentStatus.pending), (.approved, .approved), (.rescheduled, .pending),
            (.rejected, .rejected), (.cancelled, .cancelled),
        ] {
            let appointment = try Self.appointment(status, renames: renames)
            let event = Self.event(type, appointment)
            for draft in NotificationText.all(event) {
                let mail = try #require(EmailText.make(event, for: draft, style, at: Self.now).calendar)
                let feed = CalendarFeed([appointment], for: draft.recipient, by: Self.organizer, zone: { _ in nil }, home: .utc)
                let shown = String(decoding: feed.encoded(at: Self.now), as: UTF8.self)
                #expect(Self.lines(mail) == Self.lines(shown), "\(type), \(draft.role)")
                #expect(Self.lines(mail).contains("SEQUENCE:\(2 + renames)"))
                #expect(Self.lines(mail).contains("UID:\(CalendarVisit.uid(of: appointment.id))"))
            }
        }
    }
}
