package import Logging
package import Reactor

/// Pub/Sub for the tasks of one event loop, on a connection of its own. The set of wanted channels survives a lost connection;
/// messages published meanwhile are lost, which `onLost` and `onReady` tell: whoever must miss nothing reads its state again after
/// `onReady`. What is subscribed in a turn leaves as one SUBSCRIBE. Counting who wants a channel is up to the caller. Confined to
/// its loop, where the callbacks run.
package final class RedisSubscriber: @unchecked Sendable {  // loop-confined: every entry point asserts it
    /// Bytes of a channel's name; a longer one is `commandTooLarge`.
    package static let maxChannelNameBytes = 512

    private typealias Waiter = UnsafeContinuation<RedisError?, Never>

    /// Connected, and every channel confirmed that was wanted when the connection came.
    package private(set) var isReady = false

    private let link: RedisLink
    private let onMessage: (String, [UInt8]) -> Void
    private let onReady: () -> Void
    private let onLost: () -> Void
    private var subscriptions: SubscriptionSet
    private var waiters: [String: [Waiter]] = [:]
    private var sendScheduled = false

    /// - Parameters:
    ///   - onMessage: channel and payload, in the order of the wire. A message may come before `subscribe` has returned, and until
    ///     Redis has confirmed an `unsubscribe`.
    ///   - onReady: all channels wanted when the connection came are confirmed; once a connection.
    ///   - onLost: that connection is lost; after each `onReady` but one that `close` ended.
    package init(
        _ configuration: RedisConfiguration, on loop: EventLoop, resolver: Resolver, log: Logger? = nil,
        onMessage: @escaping (_ channel: String, _ payload: [UInt8]) -> Void, onReady: @escaping () -> Void = {},
        onLost: @escaping () -> Void = {}
    ) {
        self.onMessage = onMessage
        self.onReady = onReady
        self.onLost = onLost
        subscriptions = SubscriptionSet(limit: configuration.maxChannels)
        var configuration = configuration
        configuration.database = 0  // channels belong to no database
        link = RedisLink(configuration, on: loop, resolver: resolver, log: log)
        link.onUp = { [unowned self] connection in up(connection) }
        link.onDown = { [unowned self] ending in down(ending) }
    }

    // MARK: Life

    /// Connects and stays connected; returns after `close` or the task's cancellation, as `RedisClient.run` does.
    package func run() async { await link.run() }

    package func close() {
        link.loop.assertOnLoop()
        let connection = link.connection
        link.close()
        connection?.end(.closed)
        isReady = false
        subscriptions.lost()
        failWaiters(.unavailable)
    }

    package var counters: RedisCounters { link.tally.counters }

    // MARK: Channels

    /// Returns when Redis has confirmed the channel: what is published from then on arrives. Whatever is thrown, the channel stays
    /// wanted and is subscribed with the next connection, until `unsubscribe`; except `busy` and `commandTooLarge`, which refuse it.
    package func subscribe(_ channel: String) async throws(RedisError) {
        link.loop.assertOnLoop()
        let bytes = channel.utf8.count
        guard bytes <= Self.maxChannelNameBytes else { throw .commandTooLarge(bytes: bytes, limit: Self.maxChannelNameBytes) }
        switch subscriptions.want(channel) {
        case .confirmed: return
        case .full: throw .busy
        case .offline: throw .unavailable
        case .pending: break
        }
        scheduleSend()
        let failure: RedisError? = await withUnsafeContinuation { waiters[channel, default: []].append($0) }
        if let failure { throw failure }
    }

    /// The channel is wanted no more. Whoever still waits for its confirmation is told `unsubscribed`.
    package func unsubscribe(_ channel: String) {
        link.loop.assertOnLoop()
        let action = subscriptions.drop(channel)
        for waiter in waiters.removeValue(forKey: channel) ?? [] { waiter.resume(returning: .unsubscribed) }
        scheduleSend()
        if let action { perform(action) }
    }

    private func scheduleSend() {
        guard !sendScheduled, link.connection != nil else { return }
        sendScheduled = true
        link.loop.atTurnEnd { [self] in
            sendScheduled = false
            sendCommands()
        }
    }

    private func sendCommands() {
        guard let connection = link.connection else { return }
        for command in subscriptions.commands(atMost: connection.room) {
            let word: RedisArgument = command.change == .subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE"
            let arguments = [word] + command.channels.map { .text($0) }
            let bytes = CommandEncoder.byteCount(arguments)
            connection.send(arguments, bytes: bytes, answers: command.channels.count, .acknowledgement)
        }
    }

    // MARK: The connection

    private func up(_ connection: RedisConnection) {
        connection.onValue = { [unowned self, unowned connection] value in take(value, from: connection) }
        let action = subscriptions.connected()
        scheduleSend()
        if let action { perform(action) }
    }

    private func down(_ ending: ConnectionEnding) {
        let wasReady = isReady
        isReady = false
        subscriptions.lost()
        let failure: RedisError =
            switch ending {
            case .timeout: .timeout
            case .protocolViolation: .protocolViolation
            case .refused(let message): .server(message)
            case .closed, .endOfStream, .socket: .connectionLost(mayHaveRun: true)
            }
        failWaiters(failure)
        if wasReady { onLost() }
    }

    /// True for a message, which answers nothing.
    private func take(_ value: RedisValue, from connection: RedisConnection) -> Bool {
        switch SubscriberReply(value) {
        case .message(let channel, let payload):
            link.tally.counters.messages += 1
            onMessage(channel, payload)
            return true
        case .confirmed(let change, let channel):
            do throws(SubscriptionSet.Unexpected) {
                for action in try subscriptions.confirmed(change, channel) { perform(action) }
                scheduleSend()
            } catch { connection.end(.protocolViolation) }
        case .other:
            // An error answers a whole command whose channels nobody could tell apart; a connection without them is of no use.
            if case .error(let message) = value {
                link.tally.counters.serverErrors += 1
                connection.end(.refused(message))
            }
        }
        return false
    }

    private func perform(_ action: SubscriptionSet.Action) {
        switch action {
        case .confirmed(let channel):
            for waiter in waiters.removeValue(forKey: channel) ?? [] { waiter.resume(returning: nil) }
        case .ready:
            isReady = true
            link.resetBackoff()
            onReady()
        }
    }

    private func failWaiters(_ error: RedisError) {
        let failed = waiters
        waiters = [:]
        for waiter in failed.values.joined() { waiter.resume(returning: error) }
    }
}
