import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire

/// The bodies of what is done to an appointment. Each throws 422 with everything that is wrong with them.
extension AppointmentChange.Kind {
    /// `{reason?}`, or no body.
    static func reject(from request: Request) throws -> Self { .reject(reason: try request.words("reason")) }

    /// `{reason?}`, or no body.
    static func cancel(from request: Request) throws -> Self { .cancel(reason: try request.words("reason")) }

    /// `{notes?}`, or no body.
    static func complete(from request: Request) throws -> Self { .complete(notes: try request.words("notes")) }

    /// `{notes}`: null or blank removes them.
    static func annotate(from request: Request) throws -> Self {
        var body = ObjectDecoder(try request.json())
        let notes = body.change("notes", .words)
        body.rejectUnknown()
        switch try body.finish()[notes] {
        case .set(let reading): return .annotate(notes: reading.words)
        case .clear: return .annotate(notes: nil)
        case .keep: throw Problem(ValidationErrors(.root.appending("notes"), .required, "is required"))
        }
    }
}

/// The body of PATCH …/reschedule: `{appointmentDate, appointmentTime}`.
struct RescheduleForm: Equatable {
    let date: CalendarDate
    let time: WallTime

    init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
        let text = FieldRule<String>.string(0...20)
        let date = body.required("appointmentDate", text.parsed(as: "a date, YYYY-MM-DD") { CalendarDate($0) })
        let time = body.required("appointmentTime", text.parsed(as: "a time of day, HH:MM") { WallTime($0) })
        body.rejectUnknown()
        let fields = try body.finish()
        self.date = fields[date]
        self.time = fields[time]
    }
}

extension Request {
    /// The one text that a body may have; the body may be left out as a whole.
    fileprivate func words(_ name: String) throws -> String? {
        if body.isEmpty, !head.has(.contentType) { return nil }
        var body = ObjectDecoder(try json())
        let text = body.optional(name, .words)
        body.rejectUnknown()
        return try body.finish()[text]?.words
    }
}

extension FieldRule where Value == String {
    /// Reasons and notes.
    fileprivate static var words: FieldRule<FreeText.Reading> {
        FieldRule<String>.string(0...Int.max).parsed(
            as: FreeText.expected
        ) { text in
            let reading = FreeText.read(text)
            return reading == .refused ? nil : reading
        }
    }
}

extension FieldRule where Value == FreeText.Reading {
    fileprivate static var words: FieldRule { FieldRule<String>.words }
}

extension FreeText.Reading {
    fileprivate var words: String? { if case .text(let words) = self { words } else { nil } }
}
