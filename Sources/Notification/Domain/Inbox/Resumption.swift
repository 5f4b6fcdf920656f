/// What a client gets that connects or comes back, depending on how far it says it has seen.
package enum Resumption: Sendable, Equatable {
    /// Every change after this position is sent, up to the head, then what is live: `recovered: true`.
    case replay(after: Position)
    /// Only what is live from the head on; the client must load its list: `recovered: false`.
    case live

    /// The most changes that are replayed; a client that missed more loads its list faster.
    package static let limit: Int64 = 1000

    /// - Parameters:
    ///   - seen: the client's position; nil when it names none.
    ///   - head: the inbox' position now.
    ///   - firstKept: the number of the oldest change still stored; nil when none is.
    package static func decide(seen: Position?, head: Position, firstKept: Position?) -> Resumption {
        guard let seen, seen <= head, head.number - seen.number <= limit else { return .live }
        if seen == head { return .replay(after: seen) }
        guard let firstKept, let next = seen.next, firstKept <= next else { return .live }
        return .replay(after: seen)
    }
}
