import Contracts
import Postgres

/// A place in the order of a list, as two parameters: a start in microseconds since 1970, whose ends are PostgreSQL's infinities, and an id.
struct ListBound: Equatable {
    let start: Int64
    let id: PostgresUUID

    private static let least = PostgresUUID(high: 0, low: 0)
    private static let greatest = PostgresUUID(high: .max, low: .max)

    private init(_ start: Int64, _ id: PostgresUUID) {
        self.start = start
        self.id = id
    }

    /// Nil: before everything.
    init(_ position: ListPosition?, in order: ListOrder) {
        switch (position, order) {
        case (let position?, _):
            self.init(position.startsAt.microseconds, PostgresUUID(high: position.id.uuid.high, low: position.id.uuid.low))
        case (nil, .latestFirst): self.init(.max, Self.greatest)
        case (nil, .earliestFirst): self.init(.min, Self.least)
        }
    }

    /// This place, or the one just before the first of `starts` when it comes earlier in the order.
    func advanced(to starts: Range<Int64>, in order: ListOrder) -> ListBound {
        switch order {
        case .latestFirst: start < starts.upperBound ? self : ListBound(starts.upperBound, Self.least)
        case .earliestFirst: start >= starts.lowerBound ? self : ListBound(starts.lowerBound - 1, Self.greatest)
        }
    }

    var values: [PostgresValue] { [.timestamptz(start), .uuid(id)] }
}

/// The part of a list with these starts, as the parameters of `ListStatements`.
struct ListPart: Equatable {
    let after: ListBound
    let end: Int64

    init(_ starts: Range<Int64>, in order: ListOrder, after place: ListBound) {
        after = place.advanced(to: starts, in: order)
        end = order == .latestFirst ? starts.lowerBound : starts.upperBound
    }
}
