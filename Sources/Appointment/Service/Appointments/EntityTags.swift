import Access
import AppointmentDomain
import CoreHTTP

/// The entity tag of an appointment, and the condition `If-Match` (RFC 9110 section 13.1.1) on it.
///
/// A tag is the version, `"3"`, and once a name in the appointment has changed also how often: `"3.1"`. So it changes with the
/// octets of the answer (section 8.8.1). In a condition `"3.1"` means that state alone. `"3"`, which anybody who has read `version`
/// may write, means that version whatever the names are, since a new name takes no change of the appointment away.
enum EntityTags: Equatable {
    /// No such field, or `*`.
    case any
    /// Only while it has one of these, without their quotes. Empty for tags that no appointment has: weak ones, other texts.
    case oneOf([String])

    var tags: [String]? { if case .oneOf(let tags) = self { tags } else { nil } }

    init(_ request: Request) {
        self = request.ifMatch.map { .oneOf($0.compactMap(Self.text)) } ?? .any
    }

    func match(_ appointment: Appointment) -> Bool {
        guard case .oneOf(let tags) = self else { return true }
        return tags.contains("\(appointment.version)") || tags.contains("\(appointment.version).\(appointment.renames)")
    }

    private static func text(_ text: String) -> String? {
        guard text.utf8.count > 2, text.utf8.count <= 42, text.first == "\"", text.last == "\"" else { return nil }
        let numbers = text.dropFirst().dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count <= 2, numbers.allSatisfy({ $0.first != "0" && Int64($0) != nil && $0.utf8.allSatisfy(isDigit) }) else {
            return nil
        }
        return numbers.joined(separator: ".")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func tag(_ version: Int64, renames: Int64) -> String { renames == 0 ? "\"\(version)\"" : "\"\(version).\(renames)\"" }
}
