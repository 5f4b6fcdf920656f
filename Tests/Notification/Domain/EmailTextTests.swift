import Contracts
import Testing

@testable import NotificationDomain

@Suite("The wording of e-mails") struct EmailTextTests {
    private static let now = Instant("2026-12-01T08:00:00Z") ?? .earliest

    private static func event(_ type: AppointmentEventType) -> AppointmentEvent {
        let patient = UserID(UUIDValue(high: 1, low: 1))
        guard let time = WallTime("10:00") else { preconditionFailure("10:00 is a time") }
        let start = Instant("2026-12-15T09:00:00Z") ?? .earliest
        return AppointmentEvent(
            type: type, appointmentID: AppointmentID(UUIDValue(high: 9, low: 9)), version: 3, patientID: patient,
            doctorID: UserID(UUIDValue(high: 2, low: 2)), patientName: "John Doe", doctorName: "Ada Lovelace",
            date: CalendarDate("2026-12-15") ?? .earliest, time: time, startsAt: start,
            endsAt: start.adding(minutes: 30), timeZone: "Europe/Berlin", status: .pending, actor: EventActor(patient, as: .patient)
        )
    }

    private func mails(_ event: AppointmentEvent, reasons: Bool = false) -> [EmailText] {
        let style = EmailText.Style(organizer: CalendarOrganizer(address: "noreply@clinic.example"), includesReasons: reasons)
        return NotificationText.all(event).map { EmailText.make(event, for: $0, style, at: Self.now) }
    }

    @Test(
        "every type is mailed under the notification's title, and reasons stay in the house",
        arguments: AppointmentEventType.allCases)
    func types(_ type: AppointmentEventType) {
        var event = Self.event(type)
        event.reason = "clinical-1"
        event.rejectionReason = "clinical-2"
        event.cancellationReason = "clinical-3"
        for mail in mails(event) {
            #expect(!mail.body.contains("clinical") && !mail.subject.contains("clinical"))
            #expect(mail.body.hasPrefix("Hello "))
            #expect(mail.calendar?.contains("clinical") != true)
            #expect((mail.calendar == nil) == [.completed, .reopened, .reminder, .viewed, .unsealed].contains(type))
        }
        let open = mails(event, reasons: true).map(\.body).joined()
        #expect(open.contains("clinical-1"))
    }

    @Test("a calendar's lines are folded at 75 octets and its texts escaped (RFC 5545 section 3.1, 3.3.11)")
    func calendar() throws {
        var event = Self.event(.approved)
        event.doctorName = String(repeating: "Ä", count: 60) + ", a; b\\c\nBEGIN:VALARM"
        let calendar = try #require(mails(event).first?.calendar)
        let lines = calendar.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.last == "" && lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(!calendar.replacingLineFolds().contains("\r\nBEGIN:VALARM"))
        #expect(calendar.replacingLineFolds().contains("\\, a\\; b\\\\c\\nBEGIN:VALARM"))
    }
}

extension String {
    fileprivate func replacingLineFolds() -> String { self.split(separator: "\r\n ").joined() }
}
