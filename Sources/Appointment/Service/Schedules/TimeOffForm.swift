import AppointmentDomain
import Contracts
import CoreHTTP

/// The body of POST /api/appointments/time-off: `{from, to, reason?}`, `from` and `to` as instants.
struct TimeOffForm {
    let interval: Interval
    let reason: String?

    /// Throws everything that is wrong at once.
    init(_ body: JSONValue, now: Instant) throws(ValidationErrors) {
        var members = ObjectDecoder(body)
        let from = members.required("from", Self.instant)
        let to = members.required("to", Self.instant)
        let reason = members.optional(
            "reason",
            FieldRule<String>.string(0...Int.max).parsed(
                as: FreeText.expected
            ) {
                let reading = FreeText.read($0)
                return reading == .refused ? nil : reading
            })
        members.rejectUnknown()
        if let start = body["from"]?.text.flatMap(Instant.init(_:)), let end = body["to"]?.text.flatMap(Instant.init(_:)) {
            if start >= end {
                members.record("to", .rule, "must be later than from")
            } else if end <= now {
                members.record("to", .rule, "must lie in the future")
            }
        }
        let fields = try members.finish()
        guard let interval = Interval(from: fields[from], to: fields[to]) else {
            preconditionFailure("an interval that was found right")
        }
        self.interval = interval
        if case .text(let words) = fields[reason] { self.reason = words } else { self.reason = nil }
    }

    private static var instant: FieldRule<Instant> {
        FieldRule<String>.string(1...40).parsed(as: "an instant like 2026-12-24T00:00:00+01:00", Instant.init(_:))
    }
}
