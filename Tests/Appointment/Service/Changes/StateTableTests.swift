import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

/// The states and who may do what in them, as DESIGN.md has them and not as the code does.
@Suite("State × action × role", .timeLimit(.minutes(4))) struct StateTableTests {
    private static let states = ["PENDING", "APPROVED", "REJECTED", "CANCELLED", "COMPLETED"]
    private static let table = """
        approve     PATIENT  403        403        403  403  403
        approve     DOCTOR   APPROVED   409        409  409  409
        approve     ADMIN    403        403        403  403  403
        reject      PATIENT  403        403        403  403  403
        reject      DOCTOR   REJECTED   409        409  409  409
        reject      ADMIN    403        403        403  403  403
        complete    PATIENT  403        403        403  403  403
        complete    DOCTOR   409        COMPLETED  409  409  409
        complete    ADMIN    403        403        403  403  403
        uncomplete  PATIENT  403        403        403  403  403
        uncomplete  DOCTOR   409        409        409  409  late
        uncomplete  ADMIN    403        403        403  403  403
        cancel      PATIENT  CANCELLED  CANCELLED  409  409  409
        cancel      DOCTOR   CANCELLED  CANCELLED  409  409  409
        cancel      ADMIN    CANCELLED  CANCELLED  409  409  409
        reschedule  PATIENT  PENDING    PENDING    409  409  409
        reschedule  DOCTOR   PENDING    APPROVED   409  409  409
        reschedule  ADMIN    403        403        403  403  403
        notes       PATIENT  403        403        403  403  403
        notes       DOCTOR   PENDING    APPROVED   409  409  COMPLETED
        notes       ADMIN    403        403        403  403  403
        approve     DESK     403        403        403  403  403
        reject      DESK     403        403        403  403  403
        complete    DESK     403        403        403  403  403
        uncomplete  DESK     403        403        403  403  403
        cancel      DESK     CANCELLED  CANCELLED  409  409  409
        reschedule  DESK     PENDING    APPROVED   409  409  409
        notes       DESK     403        403        403  403  403
        """

    struct Cell: Sendable, CustomStringConvertible {
        let action: String
        let role: String
        let state: String
        /// The state afterwards, or the status of the refusal; `late`: refused since nobody has just done what is to be taken back.
        let outcome: String
        var refusal: (status: Int, code: String)? {
            switch outcome {
            case "403": (403, "forbidden")
            case "409": (409, "wrong_state")
            case "late": (409, "undo_too_late")
            default: nil
            }
        }
        var description: String { "\(action) by \(role) of \(state)" }
    }

    private static let cells: [Cell] = table.split(separator: "\n").flatMap { line in
        let words = line.split(separator: " ").map(String.init)
        return zip(states, words.dropFirst(2)).map { Cell(action: words[0], role: words[1], state: $0, outcome: $1) }
    }

    @Test("every cell through HTTP: a change is whole, a refusal changes nothing")
    func cells() async throws {
        #expect(Self.cells.count == 140)
        try await Clinic.open { clinic in
            let people = try [
                "PATIENT": clinic.person(.patient), "DOCTOR": clinic.person(.doctor), "DESK": clinic.person(.desk),
                "ADMIN": clinic.person(.admin),
            ]
            let (patient, doctor) = (try #require(people["PATIENT"]), try #require(people["DOCTOR"]))
            for (number, cell) in Self.cells.enumerated() {
                let day = 1 + number % 28
                let time = "\(10 + number / 28):00"
                let id = try #require(
                    await clinic.book(doctor.id, by: patient, on: "2027-01-\(day < 10 ? "0" : "")\(day)", at: time)["id"]?.text)
                try await clinic.put(id, into: cell.state)
                try await Self.check(cell, id, by: #require(people[cell.role]), number, clinic)
            }
        }
    }

    private static func check(_ cell: Cell, _ id: String, by person: Clinic.Person, _ number: Int, _ clinic: Clinic) async throws {
        let events = try await changes(clinic)
        let body =
            switch cell.action {
            case "reschedule":
                #"{"appointmentDate":"2028-\#(10 + number % 3)-\#(10 + number / 9)","appointmentTime":"1\#(number % 9):30"}"#
            case "notes": #"{"notes":"rest"}"#
            default: nil as String?
            }
        let answer = await clinic.change(cell.action, id, by: person, body)
        let now = await clinic.read(id, by: person)
        if let refusal = cell.refusal {
            #expect(answer.status == refusal.status && answer.code == refusal.code, "\(cell): \(answer.text)")
            #expect(answer["state"]?.text == (refusal.status == 409 ? cell.state : nil), "\(cell)")
            #expect(now["status"]?.text == cell.state && now["version"] == 1, "\(cell)")
            #expect(try await changes(clinic) == events, "\(cell)")
        } else {
            #expect(
                answer.status == 200 && answer["status"]?.text == cell.outcome && answer["version"] == 2, "\(cell): \(answer.text)")
            #expect(now.text == answer.text && now.fields["ETag"] == "\"2\"", "\(cell)")
            let last = await clinic.read(id, "/history", by: person)["history"]?.elements?.last
            #expect(last?["from"]?.text == cell.state && last?["to"]?.text == cell.outcome, "\(cell)")
            #expect(last?["actorRole"]?.text == cell.role && last?["actorId"]?.text == "\(person.id)", "\(cell)")
            #expect(try await changes(clinic) == events + (cell.action == "notes" ? 0 : 1), "\(cell)")
        }
    }

    /// Events of changes: that an admin has looked is told, too.
    private static func changes(_ clinic: Clinic) async throws -> Int {
        try await clinic.rows("SELECT count(*) FROM outbox WHERE type <> 'appointment.viewed'")[0].int(0)
    }
}
