import Reactor

/// Which connection a statement or a transaction goes to, and who waits when there is none to be had. Statements share the least
/// loaded connection; a transaction takes one for itself, behind whatever is still under way on it. Those who wait are served in the
/// order in which they came. Confined to its loop.
///
/// Brief statements keep to the first few connections, and whatever may take longer, or waits for the disk, to the others while it can:
/// a server's process that finds the next statement in its socket need not be woken for it, and four of them answer more of these than
/// one loop can take (20 cost 11 percent more of its time for a list of 20 rows, and gave a quarter less of them, on two cores).
final class Dispatcher {
    /// Somebody who wants a connection for himself. Finished exactly once.
    private final class Claim {
        let deadline: MonotonicTime
        private var continuation: UnsafeContinuation<Result<PostgresConnection, PostgresError>, Never>?

        init(deadline: MonotonicTime, _ continuation: UnsafeContinuation<Result<PostgresConnection, PostgresError>, Never>) {
            self.deadline = deadline
            self.continuation = continuation
        }

        func finish(_ outcome: Result<PostgresConnection, PostgresError>) {
            guard let continuation = continuation.take() else { preconditionFailure("a claim was finished twice") }
            continuation.resume(returning: outcome)
        }
    }

    private enum Waiter {
        case query(Query)
        case claim(Claim)

        var deadline: MonotonicTime {
            switch self {
            case .query(let query): query.deadline
            case .claim(let claim): claim.deadline
            }
        }
    }

    /// Connections that brief statements keep to.
    private static let forBrief = 4

    private let loop: EventLoop
    private let maxWaiting: Int
    private let telemetry: Telemetry
    private var connections: [PostgresConnection] = []
    private var waiting = FIFO<Waiter>()
    private lazy var timer = LoopTimer(on: loop) { [weak self] in self?.expire() }
    private var alarm: MonotonicTime?
    private var isClosed = false

    init(on loop: EventLoop, maxWaiting: Int, telemetry: Telemetry) {
        self.loop = loop
        self.maxWaiting = maxWaiting
        self.telemetry = telemetry
        quiet = LoopEvent(on: loop)
    }

    var hasConnections: Bool { !connections.isEmpty }
    /// Closed, and everything that ran has ended.
    let quiet: LoopEvent
    private var isQuiet: Bool { connections.allSatisfy { $0.inFlight == 0 && !$0.isExclusive } && waiting.isEmpty }

    var load: PostgresLoad {
        var load = telemetry.load
        load.connections = connections.count
        load.inTransaction = connections.count { $0.isExclusive }
        load.inFlight = connections.reduce(0) { $0 + $1.inFlight }
        load.waiting = waiting.count
        return load
    }

    // MARK: Connections

    func add(_ connection: PostgresConnection) {
        connection.onProgress = { [weak self] in self?.serve() }
        connections.append(connection)
        serve()
    }

    /// Without the last one nobody waits: an answer at once is worth more than a hope.
    func remove(_ connection: PostgresConnection) {
        connection.onProgress = {}
        connections.removeAll { $0 === connection }
        if connections.isEmpty { refuseWaiting(.unavailable) }
        serve()
    }

    /// No new statements or transactions; those that run go on.
    func close() {
        isClosed = true
        refuseWaiting(.unavailable)
        serve()
    }

    func closeConnections() { for connection in connections { connection.close() } }

    // MARK: Statements

    func submit(_ query: Query) {
        guard !isClosed, hasConnections else { return refuse(.query(query), .unavailable) }
        if waiting.isEmpty, place(query) { return }
        wait(.query(query))
    }

    /// False when every connection is full or taken. One that turns out to be gone is not asked again.
    private func place(_ query: Query) -> Bool {
        while let connection = connection(for: query) {
            if connection.send(query) { return true }
        }
        return false
    }

    private func connection(for query: Query) -> PostgresConnection? {
        let free = lendable.filter { $0.hasRoom }
        return query.statement.isBrief ? leastLoaded(of: free.prefix(Self.forBrief)) : leastLoaded(of: free.reversed())
    }

    private var lendable: some LazyCollectionProtocol & BidirectionalCollection<PostgresConnection> {
        connections.lazy.filter { $0.isOpen && !$0.isExclusive }
    }

    /// The first of those with the least under way.
    private func leastLoaded(of some: some Sequence<PostgresConnection>) -> PostgresConnection? {
        var best: PostgresConnection?
        for connection in some {
            if let found = best, found.inFlight <= connection.inFlight { continue }
            best = connection
        }
        return best
    }

    // MARK: Connections of one's own

    /// Give it back with `release`.
    func claim(deadline: MonotonicTime) async throws(PostgresError) -> PostgresConnection {
        let outcome: Result<PostgresConnection, PostgresError> = await withUnsafeContinuation { continuation in
            let claim = Claim(deadline: deadline, continuation)
            guard !isClosed, hasConnections else { return refuse(.claim(claim), .unavailable) }
            if waiting.isEmpty, place(claim) { return }
            wait(.claim(claim))
        }
        return try outcome.get()
    }

    private func place(_ claim: Claim) -> Bool {
        guard let connection = leastLoaded(of: lendable.reversed()) else { return false }
        connection.isExclusive = true
        claim.finish(.success(connection))
        return true
    }

    func release(_ connection: PostgresConnection) {
        connection.isExclusive = false
        serve()
    }

    // MARK: Waiting

    private func wait(_ waiter: Waiter) {
        guard hasConnections else { return refuse(waiter, .unavailable) }
        guard waiting.count < maxWaiting else { return refuse(waiter, .busy) }
        waiting.append(waiter)
        watch(waiter.deadline)
    }

    private func serve() {
        while let first = waiting.first {
            if first.deadline <= loop.now {
                _ = waiting.popFirst()
                refuse(first, .busy)
                continue
            }
            let isServed =
                switch first {
                case .query(let query): place(query)
                case .claim(let claim): place(claim)
                }
            guard isServed else { return }
            _ = waiting.popFirst()
        }
        if isClosed, isQuiet, !quiet.isSet { quiet.set() }
    }

    private func refuseWaiting(_ error: PostgresError) { while let waiter = waiting.popFirst() { refuse(waiter, error) } }

    private func refuse(_ waiter: Waiter, _ error: PostgresError) {
        switch waiter {
        case .query(let query):
            telemetry.count(query, .failure(error))
            query.finish(.failure(error))
        case .claim(let claim):
            if error == .busy { telemetry.load.busy += 1 }
            claim.finish(.failure(error))
        }
    }

    private func watch(_ deadline: MonotonicTime) {
        if let alarm, alarm <= deadline { return }
        alarm = deadline
        timer.arm(at: deadline)
    }

    private func expire() {
        alarm = nil
        for waiter in waiting.remove(where: { $0.deadline <= loop.now }) { refuse(waiter, .busy) }
        waiting.forEach { watch($0.deadline) }
    }
}
