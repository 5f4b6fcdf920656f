import Access
import Contracts

/// A place in a list that is ordered by start, then id.
struct ListPosition: Sendable, Equatable {
    let startsAt: Instant
    let id: AppointmentID
}

extension ListPosition {
    /// What a client sees of a position: that of one order means nothing in the other.
    func cursor(in order: ListOrder) -> String { Self.mark(order) + PagePosition(at: startsAt, id: id.uuid).cursor }

    /// Nil for a text that `cursor` never gives in this order.
    init?(cursor text: String, in order: ListOrder) {
        let mark = Self.mark(order)
        guard text.hasPrefix(mark), let position = PagePosition(cursor: String(text.dropFirst(mark.count))) else { return nil }
        self.init(startsAt: position.at, id: AppointmentID(position.id))
    }

    /// Tells apart the cursors of the two orders, which have the same length otherwise.
    private static func mark(_ order: ListOrder) -> String {
        switch order {
        case .earliestFirst: "a"
        case .latestFirst: ""
        }
    }
}
