/// Why an event can never be handled. What it says goes into the dead letter's headers and the log: no value of the event is in it.
enum EventDefect: Error, Sendable, Equatable {
    /// A CloudEvents header that must be there, or is not what it must be.
    case header(String)
    /// `ce_type` is not one that we know.
    case unknownType
    /// The value is no JSON object.
    case notJSON
    /// A member is missing or is not what it must be.
    case member(String)
    /// The database refuses what is made of it.
    case refused(sqlState: String)

    /// A stable slug.
    var code: String {
        switch self {
        case .header: "invalid_header"
        case .unknownType: "unknown_type"
        case .notJSON: "invalid_json"
        case .member: "invalid_member"
        case .refused: "refused_by_database"
        }
    }

    /// One sentence for the operator.
    var detail: String {
        switch self {
        case .header(let name): "The header \(name) is missing or malformed."
        case .unknownType: "The event's type is not known to this version of the service."
        case .notJSON: "The value is not a JSON object."
        case .member(let name): "The member \(name) is missing or malformed."
        case .refused(let sqlState): "The database refused the notifications made of it with SQLSTATE \(sqlState)."
        }
    }
}
