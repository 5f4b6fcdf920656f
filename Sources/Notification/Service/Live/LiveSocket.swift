import Access
import Audit
import Contracts
import CoreHTTP
import NotificationDomain
import Postgres
import Reactor

/// One open WebSocket or event stream of one user: hello, what was missed, then what happens, each change once. Confined to its loop.
///
/// ```
///   joining ── hello, replay ──▶ live ── resume ──▶ joining …        what comes while joining waits in `queued`
/// ```
final class LiveSocket: @unchecked Sendable {  // loop-confined
    /// Where a socket wants to begin.
    enum Start: Equatable {
        /// With what comes from now on.
        case head
        /// With everything after this position.
        case after(Position)
    }

    /// Changes that may wait while the replay goes out, and commands that may wait for the one before: with that many waiting,
    /// nothing more is read from the client until half of them are done.
    private static let queueLimit = 1_000
    private static let commandLimit = 64
    /// Bytes of a replay that leave in one write.
    private static let replayWrite = 32_768
    /// A replay goes on while no more than this waits for the peer to read.
    private static let replayWindow = 65_536
    private static let expiryStep = Duration.seconds(60)
    private static let replayPause = Duration.milliseconds(5)

    let user: UserID
    /// The socket ends with this session.
    let sessionID: SessionID
    private let act: Act
    private let log: AuditLog
    private let connection: any LiveConnection
    private let feed: InboxFeed
    private let store: any InboxStore
    private let commands: InboxCommands
    private let tasks: LoopTasks
    private var isOpen = true
    /// Nil while joining.
    private var position: Position?
    private var wanted: Start?
    private var isJoining = false
    private var queued: [EncodedMessage] = []
    private var pending: [ClientMessage] = []
    private var isWorking = false
    private var expiry: LoopTimer?

    init(
        _ connection: any LiveConnection, by act: Act, on feed: InboxFeed, store: any InboxStore, commands: InboxCommands,
        log: AuditLog, tasks: LoopTasks
    ) {
        self.connection = connection
        user = act.person.userID
        sessionID = act.person.sessionID
        self.act = act
        self.log = log
        self.feed = feed
        self.store = store
        self.commands = commands
        self.tasks = tasks
    }

    /// `onClose` is called once. `lifetime`: of the access token.
    func open(at start: Start, lifetime: Duration, onClose: @escaping () -> Void) {
        connection.listen(
            onText: { self.receive($0) },
            onEnd: {
                self.isOpen = false
                self.expiry?.disarm()
                onClose()
            })
        let end = connection.loop.now + lifetime
        expiry = LoopTimer(on: connection.loop) { [unowned self] in watchExpiry(end) }
        watchExpiry(end)
        join(at: start)
    }

    /// In steps: the loop keeps a disarmed timer until it would have fired.
    private func watchExpiry(_ end: MonotonicTime) {
        let left = end - connection.loop.now
        if left > .zero { expiry?.arm(after: min(left, Self.expiryStep)) } else { close(.expired) }
    }

    func close(_ end: SocketEnd) { connection.close(end) }

    // MARK: Changes

    /// The change after the last one.
    func receive(_ encoded: EncodedMessage) {
        guard let told = position else {
            guard queued.count < Self.queueLimit else { return close(.tryAgain) }
            return queued.append(encoded)
        }
        guard encoded.message.position > told else { return }
        position = encoded.message.position
        connection.send(encoded: encoded.bytes(for: connection))
    }

    /// More was missed than is replayed, and the feed goes on from `state`: the client has to load its list.
    func beginAnew(at state: InboxState) {
        if position == nil {
            wanted = wanted ?? .head
        } else {
            greet(state)
            position = state.position
        }
    }

    /// Says hello: the client begins at the head.
    private func greet(_ state: InboxState) {
        connection.send(
            encoded: connection.encode(hello: LiveMessage.hello(of: user, state, recovered: false), anchor: state.position))
    }

    // MARK: Joining

    private func join(at start: Start) {
        wanted = start
        position = nil
        guard !isJoining else { return }
        isJoining = true
        tasks.add {
            do throws(PostgresError) {
                try await self.join()
            } catch {
                self.close(.tryAgain)
            }
            self.isJoining = false
        }
    }

    /// The feed knows the socket already, so that nothing is missed between the reading and the last line here.
    private func join() async throws(PostgresError) {
        await feed.begun.wait()
        var reached = Position.start
        while let start = wanted {
            wanted = nil
            guard isOpen, feed.isOpen, let state = feed.state else { return }
            switch start {
            case .head:
                greet(state)
                reached = state.position
            case .after(let seen):
                reached = try await replay(after: seen)
            }
        }
        let missed = queued
        queued = []
        position = reached
        for change in missed { receive(change) }
    }

    /// Returns the position that the client has been brought to.
    private func replay(after seen: Position) async throws(PostgresError) -> Position {
        let history = try await store.history(of: user, after: seen)
        let resumption = Resumption.decide(seen: seen, head: history.state.position, firstKept: history.firstKept)
        guard resumption != .live else {
            greet(history.state)
            return history.state.position
        }
        let shown = history.entries.compactMap(\.notification)
        if !shown.isEmpty { try await log.disclosed(.replay, by: act, of: shown.flatMap(\.patients)) }
        var bytes = connection.encode(hello: LiveMessage.hello(of: user, history.state, recovered: true), anchor: seen)
        for entry in history.entries {
            bytes += connection.encode(LiveMessage.replay(entry, unread: history.state.unread))
            guard bytes.count >= Self.replayWrite else { continue }
            await waitForReader(before: bytes.count)
            connection.send(encoded: bytes)
            bytes = []
        }
        if !bytes.isEmpty {
            await waitForReader(before: bytes.count)
            connection.send(encoded: bytes)
        }
        return history.state.position
    }

    /// Waits until these bytes fit into the window, or nothing else is on its way: then they may have any size.
    private func waitForReader(before bytes: Int) async {
        while isOpen, connection.queuedBytes > 0, connection.queuedBytes + bytes > Self.replayWindow {
            await connection.loop.sleep(Self.replayPause)
        }
    }

    // MARK: The client

    private func receive(_ text: String?) {
        guard let text, let command = ClientMessage(text) else { return close(.misuse) }
        if case .resume(let position) = command { return join(at: .after(position)) }
        pending.append(command)
        if pending.count == Self.commandLimit { connection.pauseReceiving() }
        guard !isWorking else { return }
        isWorking = true
        tasks.add {
            await self.work()
            self.isWorking = false
        }
    }

    /// One after the other, in the client's order.
    private func work() async {
        while isOpen, !pending.isEmpty {
            do {
                try await commands.perform(pending.removeFirst(), by: act)
                if pending.count == Self.commandLimit / 2 { connection.resumeReceiving() }
            } catch {
                // The client has shown the change already; reconnecting puts it right.
                close(.tryAgain)
            }
        }
    }
}
