import AppointmentDomain
import Contracts
import Testing

@Suite("Reading a booking request")
struct BookingRequestTests {
    private let doctor = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    @Test("the specification's request")
    func specification() throws {
        let reading = BookingRequest.read(doctorID: doctor, date: "2025-12-15", time: "10:00", reason: "Regular checkup")
        guard case .valid(let request) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(request.doctorID == UserID(doctor))
        #expect(request.date.description == "2025-12-15")
        #expect(request.time.description == "10:00")
        #expect(request.reason == "Regular checkup")
    }

    @Test("everything that is wrong is said at once")
    func allAtOnce() {
        #expect(pointers(nil, nil, nil, nil) == ["/doctorId", "/appointmentDate", "/appointmentTime"])
        #expect(
            pointers("doctor-uuid", "2025-02-30", "25:00", "a\u{0}b")
                == ["/doctorId", "/appointmentDate", "/appointmentTime", "/reason"])
        #expect(pointers(doctor, "2025-12-15", "10:00:00", nil) == ["/appointmentTime"])
    }

    private func pointers(_ doctor: String?, _ date: String?, _ time: String?, _ reason: String?) -> [String] {
        guard case .invalid(let violations) = BookingRequest.read(doctorID: doctor, date: date, time: time, reason: reason) else {
            return []
        }
        return violations.map(\.pointer)
    }

    @Test(
        "free text: blank is none, lines are kept, control characters and more than 2000 characters are refused",
        arguments: [
            (nil, .none), ("", .none), (" \n ", .none), (" a ", .text("a")), ("a\r\nb\tc", .text("a\r\nb\tc")),
            ("a\u{0}", .refused),
            ("a\u{1B}[31m", .refused), (String(repeating: "ä", count: 2000), .text(String(repeating: "ä", count: 2000))),
            (String(repeating: "ä", count: 2001), .refused),
            (String(repeating: "ä", count: 2000) + "  ", .text(String(repeating: "ä", count: 2000))),
            ("a\u{202E}b", .refused), ("a\u{202A}b", .refused), ("a\u{2066}b", .refused), ("a\u{2069}b", .refused),
            ("a\u{200F}b\u{200D}", .text("a\u{200F}b\u{200D}")),
            ("Pay at https://evil.example", .refused), ("www.evil.example", .refused),
            ("pay:\nevil.example/now", .refused), ("ftp://x ä", .refused),
            ("HTTPS://EVIL", .refused), ("www\u{FF0E}evil", .refused),
            ("mild pain.no fever", .text("mild pain.no fever")), ("see scan.pdf", .text("see scan.pdf")),
            ("1/2 tablet, 120/80, and/or", .text("1/2 tablet, 120/80, and/or")), ("Note: // none", .text("Note: // none")),
            ("w. a slow. b", .text("w. a slow. b")), ("at 10.30/11.00", .text("at 10.30/11.00")),
        ] as [(String?, FreeText.Reading)])
    func freeText(text: String?, reading: FreeText.Reading) {
        #expect(FreeText.read(text) == reading)
    }
}
