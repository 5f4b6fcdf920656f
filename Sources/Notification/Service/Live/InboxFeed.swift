import Contracts
import NotificationDomain
import Postgres
import Reactor

/// What happens to one user's inbox, in order and without a gap, and the sockets of this loop that are told. Changes come from Redis and
/// from this process; what is missing is read from the database. Exists while the user has a socket on this loop. Confined to it.
final class InboxFeed: @unchecked Sendable {  // loop-confined
    /// A missing change is usually on its way, on another connection: the database is asked after this time.
    private static let patience = Duration.milliseconds(10)
    private static let retryPause = Duration.milliseconds(250)

    let user: UserID
    let channel: String
    private(set) var isOpen = true
    /// Set when `state` is known, or the feed has closed before.
    let begun: LoopEvent
    private let store: any InboxStore
    private let tasks: LoopTasks
    private let loop: EventLoop
    private var sequence = InboxSequence()
    private var sockets: [LiveSocket] = []
    private var isCatchingUp = false
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in catchUp() }

    init(of user: UserID, channel: String, store: any InboxStore, tasks: LoopTasks, on loop: EventLoop) {
        self.user = user
        self.channel = channel
        self.store = store
        self.tasks = tasks
        self.loop = loop
        begun = LoopEvent(on: loop)
    }

    /// How far its sockets have been told; nil until `begun`.
    var state: InboxState? { sequence.state }

    // MARK: Sockets

    var socketCount: Int { sockets.count }

    /// From now on the socket gets every change that comes after `state`.
    func add(_ socket: LiveSocket) { sockets.append(socket) }

    /// True when it was the last one.
    func remove(_ socket: LiveSocket) -> Bool {
        sockets.removeAll { $0 === socket }
        return sockets.isEmpty
    }

    /// The sockets of a session that has been ended.
    func end(_ session: SessionID) {
        for socket in sockets where socket.sessionID == session { socket.close(.revoked) }
    }

    /// Stops; the sockets are told nothing more.
    func close() {
        isOpen = false
        timer.disarm()
        begun.set()
    }

    /// The feed could not be opened: its sockets are told to try again.
    func fail() {
        close()
        for socket in sockets { socket.close(.tryAgain) }
    }

    // MARK: Changes

    /// `state` was read after the channel had been subscribed to, so that everything after it is received.
    func begin(at state: InboxState) {
        guard isOpen else { return }
        tell(sequence.begin(at: state))
        begun.set()
        lookForGap()
    }

    func receive(_ message: LiveMessage) {
        tell(sequence.receive(message))
        lookForGap()
    }

    /// The inbox is known to have come as far as `position`.
    func advance(to position: Position) {
        sequence.advance(to: position)
        if sequence.isBehind { catchUp() }
    }

    private func tell(_ messages: [LiveMessage]) {
        for message in messages {
            let encoded = EncodedMessage(message)
            for socket in sockets { socket.receive(encoded) }
        }
    }

    // MARK: Gaps

    private func lookForGap() {
        if sequence.isBehind {
            if !timer.isArmed, !isCatchingUp { timer.arm(after: Self.patience) }
        } else {
            timer.disarm()
        }
    }

    private func catchUp() {
        guard sequence.isBehind, isOpen, !isCatchingUp else { return }
        isCatchingUp = true
        timer.disarm()
        tasks.add {
            await self.fillGap()
            self.isCatchingUp = false
        }
    }

    /// Positions become visible in order: when one can be seen in the database, so can all before it.
    private func fillGap() async {
        var emptyRounds = 0
        while isOpen, sequence.isBehind, let before = sequence.state, emptyRounds < 2 {
            do throws(PostgresError) {
                let history = try await store.history(of: user, after: before.position)
                guard isOpen else { return }
                take(history, after: before.position)
                emptyRounds = sequence.state?.position == before.position ? emptyRounds + 1 : 0
            } catch {
                await loop.sleep(Self.retryPause)
            }
        }
        if emptyRounds > 0 { sequence.abandonGap() }
    }

    private func take(_ history: InboxHistory, after position: Position) {
        switch Resumption.decide(seen: position, head: history.state.position, firstKept: history.firstKept) {
        case .replay:
            for entry in history.entries { tell(sequence.receive(.replay(entry, unread: history.state.unread))) }
        case .live:
            for socket in sockets { socket.beginAnew(at: history.state) }
            tell(sequence.begin(at: history.state))
        }
    }
}
