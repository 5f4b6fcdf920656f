import Contracts
import CoreHTTP
import Hosting
import Postgres

extension SecurityEvent {
    enum Column: String, ColumnList {
        case id, type, at
        case userID = "user_id"
        case sessionID = "session_id"
        case address = "host(ip)"
        case userAgent = "user_agent"
        case detail
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        let kind = try row.word(.type, "a kind of event", Kind.init(rawValue:))
        let address = try row.textOrNil(.address)
        let userAgent = try row.textOrNil(.userAgent)
        self.init(
            id: try row.id(.id), kind: kind, at: try row.instant(.at),
            userID: try row.idOrNil(.userID), sessionID: try row.idOrNil(.sessionID),
            device: address.map { Device(userAgent: userAgent, address: $0) },
            detail: [String: String](json: try row.text(.detail)))
    }

    /// `detail` as its column holds it, in the order of the names.
    var encodedDetail: String {
        let members = detail.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        return String(decoding: JSONValue.object(JSONObject(members)).encoded(), as: UTF8.self)
    }
}

extension [String: String] {
    fileprivate init(json: String) {
        self = [:]
        guard case .object(let object) = try? JSONReader.parse(Array(json.utf8)) else { return }
        for (name, value) in object.members { self[name] = value.text }
    }
}
