import NotificationDomain

/// Puts the changes of one inbox in order: each position once, none left out, in whatever order and however often they come. Two replicas
/// write to one inbox, and what they publish may overtake each other or be lost with a connection. Pure.
///
/// ```
///   unknown ──begin(at: 41)──▶ 41 ──receive 42──▶ 42   42 is passed on
///                              41 ──receive 44──▶ 41   44 waits: behind
///                              41 ──receive 42──▶ 42, then 43 ──▶ 44 …
///                              41 ──receive 40──▶ 41   known, dropped
/// ```
struct InboxSequence {
    /// Early messages kept; what comes beyond is read from the database when the gap is filled.
    static let limit = 1_000

    /// Nil until `begin`.
    private(set) var state: InboxState?
    private var early: [Position: LiveMessage] = [:]
    private var heard = Position.start

    /// A change is known that cannot be passed on because one before it is missing.
    var isBehind: Bool { state.map { heard > $0.position } ?? false }

    /// The inbox is in `state`; early messages that come after it are passed on. Later calls never go back.
    mutating func begin(at state: InboxState) -> [LiveMessage] {
        if let known = self.state, known.position >= state.position { return [] }
        self.state = state
        early = early.filter { $0.key > state.position }
        return passOn()
    }

    /// The messages that can be passed on now, in order.
    mutating func receive(_ message: LiveMessage) -> [LiveMessage] {
        guard message.position > state?.position ?? .start else { return [] }
        heard = max(heard, message.position)
        if isNext(message), early.isEmpty {
            self.state = InboxState(position: message.position, unread: message.unread)
            return [message]
        }
        if early.count < Self.limit || isNext(message) { early[message.position] = message }
        return passOn()
    }

    /// The inbox is known to have come as far as `position`.
    mutating func advance(to position: Position) { heard = max(heard, position) }

    /// The missing changes were not found: stops waiting for them.
    mutating func abandonGap() {
        early.removeAll()
        heard = state?.position ?? .start
    }

    private func isNext(_ message: LiveMessage) -> Bool {
        guard let next = state?.position.next else { return false }
        return message.position == next
    }

    private mutating func passOn() -> [LiveMessage] {
        guard var state else { return [] }
        var ready: [LiveMessage] = []
        while !early.isEmpty, let next = state.position.next, let message = early.removeValue(forKey: next) {
            ready.append(message)
            state = InboxState(position: next, unread: message.unread)
        }
        self.state = state
        return ready
    }
}
