import Access
import Basics
import CoreHTTP
import NotificationDomain

/// Which part of the inbox is asked for: `?limit=&cursor=&unread=`.
struct PageRequest: Equatable {
    var limit = ListQuery.standardLimit
    /// What came before this position.
    var position: Position?
    var unreadOnly = false

    init() {}

    /// Throws 400 `invalid_parameter`.
    init(_ request: Request) throws(Problem) {
        let query = try ListQuery(request, known: ["limit", "cursor", "unread"])
        limit = try query.limit()
        position = try query.cursor { text in
            Base64URL.decode(text).flatMap { String(validating: $0, as: UTF8.self) }.flatMap { Position($0) }
        }
        unreadOnly = try query.flag("unread")
    }

    /// What a client sees of the position at which the next page begins.
    static func cursor(_ position: Position) -> String { Base64URL.encode(Array(position.description.utf8)) }
}
