import Basics
import Contracts
import CoreHTTP

extension AuditEntry {
    /// The version of the form.
    private static let version = 1

    /// The entry as the tree has it: JSON in its canonical form (RFC 8785), in ASCII. What is absent is left out.
    package var leafData: [UInt8] {
        var json = CanonicalObject()
        json.add("action", action.rawValue)
        json.add("actor", actor.id?.description)
        json.add("at", at.withSixDigits)
        json.add("client", actor.client)
        json.add("event", event)
        json.add("id", id.description)
        json.add("object", object.map { "\($0.type)/\($0.id)" })
        json.add("outcome", Int64(outcome.rawValue))
        json.add("private", Base64URL.encode(commitment.octets))
        json.add("purpose", purpose.rawValue)
        json.add("role", actor.role)
        json.add("session", actor.session?.description)
        json.add("subjects", subjects.map(\.description))
        json.add("times", Int64(times))
        json.add("token", actor.token?.description)
        json.add("trace", trace)
        json.add("v", Int64(Self.version))
        json.add("version", object?.version)
        return json.finish()
    }

    package var leaf: TreeHash { .leaf(leafData) }
}

extension Instant {
    /// `2026-12-15T09:00:00.250000Z`, whatever the fraction.
    fileprivate var withSixDigits: String {
        let second = Instant(seconds: seconds).description.dropLast()
        let fraction = String(microseconds - seconds * 1_000_000)
        return "\(second).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)Z"
    }
}
