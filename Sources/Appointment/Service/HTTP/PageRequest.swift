import Access
import CoreHTTP

/// Which part of a list is asked for: `?limit=&cursor=`.
struct PageRequest: Equatable {
    var limit = ListQuery.standardLimit
    var position: ListPosition?

    init() {}

    /// Throws 400 `invalid_parameter`.
    init(_ request: Request) throws(Problem) {
        let query = try ListQuery(request, known: ["limit", "cursor"])
        limit = try query.limit()
        position = try query.cursor(ListPosition.init(cursor:))
    }
}
