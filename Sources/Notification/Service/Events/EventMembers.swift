import Contracts
import CoreHTTP

/// The members of an event's JSON object; a missing one and null are alike.
struct EventMembers {
    private let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    func member(_ name: StaticString) throws(EventDefect) -> JSONValue {
        guard let member = json["\(name)"] else { throw .member("\(name)") }
        return member
    }

    func integer(_ name: StaticString) throws(EventDefect) -> Int64 {
        guard let integer = json["\(name)"]?.integer else { throw .member("\(name)") }
        return integer
    }

    func integerIfAny(_ name: StaticString) throws(EventDefect) -> Int64? {
        switch json["\(name)"] {
        case nil, .null: return nil
        case .int(let integer): return integer
        default: throw .member("\(name)")
        }
    }

    func flagIfAny(_ name: StaticString) throws(EventDefect) -> Bool? {
        switch json["\(name)"] {
        case nil, .null: return nil
        case .bool(let flag): return flag
        default: throw .member("\(name)")
        }
    }

    func actorIfAny(_ name: StaticString) throws(EventDefect) -> EventActor? {
        guard let json = json["\(name)"], json != .null else { return nil }
        let members = EventMembers(json)
        let role = try members.value(AppointmentEvent.Field.actorRole, ActorRole.init(rawValue:))
        guard let actor = EventActor(id: try members.valueIfAny(AppointmentEvent.Field.actorID, UserID.init), role: role) else {
            throw .member("\(name)")
        }
        return actor
    }

    /// A text that `read` accepts.
    func value<Value>(_ name: StaticString, _ read: (String) -> Value?) throws(EventDefect) -> Value {
        guard let value = try valueIfAny(name, read) else { throw .member("\(name)") }
        return value
    }

    /// A text of limit Unicode scalars, as the contract of events has it: what an event says is stored, and sent to people.
    func text(_ name: StaticString, atMost limit: Int) throws(EventDefect) -> String {
        try value(name) { Self.bounded($0, limit) }
    }

    func textIfAny(_ name: StaticString, atMost limit: Int) throws(EventDefect) -> String? {
        try valueIfAny(name) { Self.bounded($0, limit) }
    }

    private static func bounded(_ text: String, _ limit: Int) -> String? {
        text.utf8.count <= limit || text.unicodeScalars.count <= limit ? text : nil
    }

    /// The database's texts hold no U+0000, and no other part of the system writes one.
    func valueIfAny<Value>(_ name: StaticString, _ read: (String) -> Value?) throws(EventDefect) -> Value? {
        switch json["\(name)"] {
        case nil, .null: return nil
        case .string(let text):
            guard !text.utf8.contains(0), let value = read(text) else { throw .member("\(name)") }
            return value
        default: throw .member("\(name)")
        }
    }
}
