import Access
import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain
import OpenSSL

/// Which part of the inbox is asked for: `?limit=&cursor=&unread=`.
struct PageRequest: Equatable {
    static let limits = 1...100
    static let standardLimit = 20

    var limit = PageRequest.standardLimit
    /// What came before this position.
    var position: Position?
    var unreadOnly = false

    init() {}

    /// Throws 400 `invalid_parameter` for a parameter that cannot be read, that is given twice, or that means nothing here.
    init(_ request: Request) throws(Problem) {
        let parameters: [(String, String)]
        do throws(RequestError) {
            parameters = try request.head.queryParameters()
        } catch {
            throw Problem(.invalidParameter, "The query is not form-encoded text.")
        }
        var seen: Set<String> = []
        for (name, value) in parameters {
            guard seen.insert(name).inserted else { throw Problem(.invalidParameter, "A parameter is given twice.") }
            switch name {
            case "limit": limit = try Self.limit(value)
            case "cursor": position = try Self.position(value)
            case "unread": unreadOnly = try Self.flag(value)
            default: throw Problem(.invalidParameter, "There is a parameter that is not known here; limit, cursor and unread are.")
            }
        }
    }

    private static func limit(_ text: String) throws(Problem) -> Int {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let limit = Int(text), limits.contains(limit) else {
            throw Problem(.invalidParameter, "limit must be a whole number from \(limits.lowerBound) to \(limits.upperBound).")
        }
        return limit
    }

    private static func flag(_ text: String) throws(Problem) -> Bool {
        switch text {
        case "true": true
        case "false": false
        default: throw Problem(.invalidParameter, "unread must be true or false.")
        }
    }

    private static func position(_ text: String) throws(Problem) -> Position {
        guard let bytes = Base64URL.decode(text), let digits = String(validating: bytes, as: UTF8.self),
            let position = Position(digits)
        else { throw Problem(.invalidParameter, "cursor must be a nextCursor as an answer of this route gave it.") }
        return position
    }

    /// What a client sees of the position at which the next page begins.
    static func cursor(_ position: Position) -> String { Base64URL.encode(Array(position.description.utf8)) }
}
