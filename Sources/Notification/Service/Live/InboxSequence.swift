import NotificationDomain

/// Puts the changes of one inbox in order: each position once, none left out, whatever order and however often they come. Two replicas
/// write to one inbox, and what they publish may overtake each other or be lost with a connection. Pure.
///
/// ```
///   unknown ──begin(at: 41)──▶ 41 ──receive 42──▶ 42   42 is passed on
///                              41 ──receive 44──▶ 41   44 waits: behind
///                              41 ──receive 42──▶ 42, then 43 ──▶ 44 …
///                              41 ──receive 40──▶ 41   heard before, dropped
/// ```
struct InboxSequence {
    /// Early messages kept; what comes beyond is read from the database when the gap is filled.
    static let limit = 1_000

    /// Nil until `begin`.
    private(set) var state: InboxState?
    private var early: [Position: LiveMessage] = [:]
    private var heard = Position.start

    /// Something has been heard of that cannot be passed on because a change before it is missing.
    var isBehind: Bool { state.map { heard > $0.position } ?? false }

    /// The inbox is in `state`; what was heard before and comes after it is passed on. Later calls never go back.
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
        if let state, message.position.number == state.position.number + 1, early.isEmpty {
            self.state = InboxState(position: message.position, unread: message.unread)
            return [message]
        }
        if early.count < Self.limit || isNext(message) { early[message.position] = message }
        return passOn()
    }

    /// Somebody says that the inbox has come as far as `position`.
    mutating func hear(of position: Position) { heard = max(heard, position) }

    /// What is missing is nowhere to be found: stops waiting for it.
    mutating func giveUp() {
        early.removeAll()
        heard = state?.position ?? .start
    }

    private func isNext(_ message: LiveMessage) -> Bool { message.position.number == (state?.position.number).map { $0 + 1 } }

    private mutating func passOn() -> [LiveMessage] {
        guard var state else { return [] }
        var ready: [LiveMessage] = []
        while !early.isEmpty, let next = Position(state.position.number + 1), let message = early.removeValue(forKey: next) {
            ready.append(message)
            state = InboxState(position: next, unread: message.unread)
        }
        self.state = state
        return ready
    }
}
