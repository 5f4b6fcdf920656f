import Contracts
import NotificationDomain
import Postgres
import Reactor

/// What happens to one user's inbox, in order and without a gap, and the sockets of this loop that are told. It hears of changes from
/// Redis and from this process; what it finds missing it reads from the database. Exists while the user has a socket on this loop,
/// and is confined to it.
final class InboxFeed: @unchecked Sendable {  // loop-confined
    /// What is missing is mostly on its way, on another connection: so long the database is not asked.
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

    /// Nobody is told any more.
    func close() {
        isOpen = false
        timer.disarm()
        begun.set()
    }

    /// The feed cannot be; its sockets shall try again.
    func fail() {
        close()
        for socket in sockets { socket.close(.tryAgain) }
    }

    // MARK: Changes

    /// `state` was read after the channel had been subscribed to: whatever comes after it is heard.
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

    /// The inbox has come as far as `position`, says who knows.
    func hear(of position: Position) {
        sequence.hear(of: position)
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

    /// Positions become visible in order: whoever can see one in the database can see all before it.
    private func fillGap() async {
        var vainRounds = 0
        while isOpen, sequence.isBehind, let before = sequence.state, vainRounds < 2 {
            do throws(PostgresError) {
                let history = try await store.history(of: user, after: before.position)
                guard isOpen else { return }
                take(history, after: before.position)
                vainRounds = sequence.state?.position == before.position ? vainRounds + 1 : 0
            } catch {
                _ = await LoopEvent(on: loop).wait(atMost: Self.retryPause)
            }
        }
        if vainRounds > 0 { sequence.giveUp() }
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
