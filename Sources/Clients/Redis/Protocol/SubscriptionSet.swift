/// Which channels are wanted, and how far Redis has come with them. Wanted channels survive a lost connection. Pure: the
/// subscriber sends the commands this makes and reports the confirmations.
///
/// A channel, while connected (a wish that changes on the way is looked at again when the confirmation comes, so that at most one
/// command about a channel is under way):
///
///     absent ──want──► subscribing ──confirmed──► subscribed
///        ▲                                            │ drop
///        └───────confirmed──── unsubscribing ◄────────┘
struct SubscriptionSet {
    enum Change: Equatable { case subscribe, unsubscribe }

    /// SUBSCRIBE or UNSUBSCRIBE with these channels; each channel is answered on its own.
    struct Command: Equatable {
        let change: Change
        let channels: [String]
    }

    enum Wish: Equatable {
        /// Redis has confirmed it before.
        case confirmed
        /// `confirmed` will follow, or the connection's end.
        case pending
        /// Wanted from now on, and subscribed when there is a connection.
        case offline
        /// `limit` channels are wanted already.
        case full
    }

    enum Action: Equatable {
        case confirmed(String)
        /// Every channel that was wanted when the connection came is confirmed; once a connection.
        case ready
    }

    /// A confirmation of something not asked.
    struct Unexpected: Error {}

    private enum Progress { case absent, subscribing, subscribed, unsubscribing }

    private struct Channel {
        var wanted = true
        var progress = Progress.absent
        /// Stands in `changed`.
        var listed = false
        /// `ready` waits for it.
        var restoring = false
    }

    private let limit: Int
    private var channels: [String: Channel] = [:]
    /// Channels whose progress may not be what is wanted.
    private var changed: [String] = []
    private var online = false
    private var restoring = 0

    init(limit: Int) { self.limit = limit }

    /// Channels wanted or still subscribed.
    var count: Int { channels.count }

    // MARK: Wishes

    mutating func want(_ name: String) -> Wish {
        if channels[name] == nil, channels.count >= limit { return .full }
        var channel = channels[name] ?? Channel()
        channel.wanted = true
        defer { channels[name] = channel }
        guard online else { return .offline }
        switch channel.progress {
        case .subscribed: return .confirmed
        case .absent: list(name, &channel)
        case .subscribing, .unsubscribing: break
        }
        return .pending
    }

    /// The channel is wanted no more; the action is `ready` when that waited for it alone.
    mutating func drop(_ name: String) -> Action? {
        guard var channel = channels[name], channel.wanted else { return nil }
        channel.wanted = false
        var action: Action?
        switch channel.progress {
        case .absent:
            action = settle(&channel)
            channels[name] = channel.listed ? channel : nil
            return action
        case .subscribed: list(name, &channel)
        case .subscribing, .unsubscribing: break
        }
        channels[name] = channel
        return action
    }

    // MARK: The connection

    /// Ready at once when nothing is wanted.
    mutating func connected() -> Action? {
        online = true
        restoring = channels.count
        changed = channels.keys.sorted()
        for name in changed { channels[name] = Channel(listed: true, restoring: true) }
        return restoring == 0 ? .ready : nil
    }

    mutating func lost() {
        online = false
        changed = []
        restoring = 0
        channels = channels.filter { $0.value.wanted }.mapValues { _ in Channel() }
    }

    /// What is to be sent now, of at most that many channels together.
    mutating func commands(atMost room: Int) -> [Command] {
        var subscribe: [String] = []
        var unsubscribe: [String] = []
        var looked = 0
        while looked < changed.count, subscribe.count + unsubscribe.count < room {
            let name = changed[looked]
            looked += 1
            guard var channel = channels[name] else { continue }
            channel.listed = false
            switch (channel.wanted, channel.progress) {
            case (true, .absent):
                channel.progress = .subscribing
                subscribe.append(name)
            case (false, .subscribed):
                channel.progress = .unsubscribing
                unsubscribe.append(name)
            case (false, .absent):
                channels[name] = nil
                continue
            default: break
            }
            channels[name] = channel
        }
        changed.removeFirst(looked)
        var commands: [Command] = []
        if !subscribe.isEmpty { commands.append(Command(change: .subscribe, channels: subscribe)) }
        if !unsubscribe.isEmpty { commands.append(Command(change: .unsubscribe, channels: unsubscribe)) }
        return commands
    }

    /// Redis has confirmed one channel of a command.
    mutating func confirmed(_ change: Change, _ name: String) throws(Unexpected) -> [Action] {
        guard var channel = channels[name], channel.progress == (change == .subscribe ? .subscribing : .unsubscribing) else {
            throw Unexpected()
        }
        var actions: [Action] = []
        switch change {
        case .subscribe:
            channel.progress = .subscribed
            if channel.wanted { actions.append(.confirmed(name)) } else { list(name, &channel) }
        case .unsubscribe:
            channel.progress = .absent
            if channel.wanted { list(name, &channel) }
        }
        if let ready = settle(&channel) { actions.append(ready) }
        channels[name] = channel.progress == .absent && !channel.wanted ? nil : channel
        return actions
    }

    private mutating func list(_ name: String, _ channel: inout Channel) {
        guard !channel.listed else { return }
        channel.listed = true
        changed.append(name)
    }

    /// The channel no longer holds up `ready`.
    private mutating func settle(_ channel: inout Channel) -> Action? {
        guard channel.restoring else { return nil }
        channel.restoring = false
        restoring -= 1
        return restoring == 0 ? .ready : nil
    }
}
