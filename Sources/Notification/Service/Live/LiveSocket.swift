import Access
import Contracts
import CoreHTTP
import NotificationDomain
import Postgres
import Reactor

/// One open WebSocket of one user: hello, what was missed, then what happens, each change once. Confined to its loop.
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

    /// Changes that may wait while the replay goes out, and commands that may wait for the one before.
    private static let queueLimit = 1_000
    private static let commandLimit = 64
    /// So many bytes of a replay leave in one write.
    private static let replayWrite = 32_768
    /// A replay goes on when no more than this waits for the peer to read.
    private static let replayWindow = 65_536
    private static let expiryStep = Duration.seconds(60)
    private static let replayPause = Duration.milliseconds(5)

    let user: UserID
    /// Whose end is the socket's.
    let sessionID: SessionID
    private let session: WebSocketSession
    private let feed: InboxFeed
    private let store: any InboxStore
    private let commands: InboxCommands
    private let tasks: LoopTasks
    private var isOpen = true
    /// Nil while joining.
    private var position: Position?
    private var wanted: Start?
    private var isJoining = false
    private var queued: [(position: Position, frame: [UInt8])] = []
    private var pending: [ClientMessage] = []
    private var isWorking = false
    private var expiry: LoopTimer?

    init(
        _ session: WebSocketSession, of person: Principal, on feed: InboxFeed, store: any InboxStore, commands: InboxCommands,
        tasks: LoopTasks
    ) {
        self.session = session
        user = person.userID
        sessionID = person.sessionID
        self.feed = feed
        self.store = store
        self.commands = commands
        self.tasks = tasks
    }

    /// `onClose` is called once. `lifetime`: of the access token.
    func open(at start: Start, lifetime: Duration, onClose: @escaping () -> Void) {
        session.onMessage = { _, message in self.receive(message) }
        session.onClose = { _ in
            self.isOpen = false
            self.expiry?.disarm()
            onClose()
        }
        let end = session.loop.now + lifetime
        expiry = LoopTimer(on: session.loop) { [unowned self] in watchExpiry(end) }
        watchExpiry(end)
        join(at: start)
    }

    /// In steps: a timer that is no longer needed is kept by its loop until it would have fired.
    private func watchExpiry(_ end: MonotonicTime) {
        let left = end - session.loop.now
        if left > .zero { expiry?.arm(after: min(left, Self.expiryStep)) } else { close(.expired) }
    }

    func close(_ end: SocketEnd) { session.close(code: end.code, reason: end.reason) }

    // MARK: Changes

    /// A change that follows on the one before it.
    func receive(_ frame: [UInt8], at position: Position) {
        guard let told = self.position else {
            guard queued.count < Self.queueLimit else { return close(.tryAgain) }
            return queued.append((position, frame))
        }
        guard position > told else { return }
        self.position = position
        session.send(frame: frame)
    }

    /// More was missed than is replayed, and the feed goes on from `state`: the client has to load its list.
    func beginAnew(at state: InboxState) {
        if position == nil {
            wanted = wanted ?? .head
        } else {
            session.send(frame: Self.greeting(state, recovered: false))
            position = state.position
        }
    }

    private static func greeting(_ state: InboxState, recovered: Bool) -> [UInt8] {
        LiveMessage.frame(LiveMessage.hello(state, recovered: recovered))
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

    /// The socket is with its feed already, so that nothing is missed between the reading and the last line here.
    private func join() async throws(PostgresError) {
        await feed.begun.wait()
        var reached = Position.start
        while let start = wanted {
            wanted = nil
            guard isOpen, feed.isOpen, let state = feed.state else { return }
            switch start {
            case .head:
                session.send(frame: Self.greeting(state, recovered: false))
                reached = state.position
            case .after(let seen):
                reached = try await replay(after: seen)
            }
        }
        let missed = queued
        queued = []
        position = reached
        for change in missed { receive(change.frame, at: change.position) }
    }

    /// Answers the position that the client has been brought to.
    private func replay(after seen: Position) async throws(PostgresError) -> Position {
        let history = try await store.history(of: user, after: seen)
        let resumption = Resumption.decide(seen: seen, head: history.state.position, firstKept: history.firstKept)
        var frames = Self.greeting(history.state, recovered: resumption != .live)
        for entry in resumption == .live ? [] : history.entries {
            frames += LiveMessage.replay(entry, unread: history.state.unread).frame
            guard frames.count >= Self.replayWrite else { continue }
            session.send(frame: frames)
            frames = []
            await waitForReader()
        }
        if !frames.isEmpty { session.send(frame: frames) }
        return history.state.position
    }

    private func waitForReader() async {
        while isOpen, session.queuedBytes > Self.replayWindow {
            _ = await LoopEvent(on: session.loop).wait(atMost: Self.replayPause)
        }
    }

    // MARK: The client

    private func receive(_ message: WebSocketSession.Message) {
        guard case .text(let text) = message, let command = ClientMessage(text), pending.count < Self.commandLimit else {
            return close(.misuse)
        }
        if case .resume(let position) = command { return join(at: .after(position)) }
        pending.append(command)
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
                try await commands.perform(pending.removeFirst(), for: user)
            } catch {
                // The client has shown the change already; reconnecting puts it right.
                close(.tryAgain)
            }
        }
    }
}
