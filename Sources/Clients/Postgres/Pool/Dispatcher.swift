import Reactor

/// Sends statements to connections and lends connections to transactions, as its `LendingQueue` says. Confined to its loop.
final class Dispatcher {
    private typealias Queue = LendingQueue<PostgresConnection, Waiter>

    /// A caller that wants a connection to itself. Finished exactly once.
    private final class Claim {
        private var continuation: UnsafeContinuation<Result<PostgresConnection, PostgresError>, Never>?

        init(_ continuation: UnsafeContinuation<Result<PostgresConnection, PostgresError>, Never>) {
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
    }

    /// Set when it is closed, and everything that ran has ended.
    let quiet: LoopEvent

    private let loop: EventLoop
    private let telemetry: Telemetry
    private var queue: Queue
    private var isServing = false
    private lazy var alarm = DeadlineAlarm(on: loop) { [weak self] in self?.expire() }

    init(on loop: EventLoop, maxWaiting: Int, telemetry: Telemetry) {
        self.loop = loop
        self.telemetry = telemetry
        queue = Queue(limit: maxWaiting)
        quiet = LoopEvent(on: loop)
    }

    var hasConnections: Bool { !queue.connections.isEmpty }

    var load: PostgresLoad {
        var load = telemetry.load
        load.connections = queue.connections.count
        load.inTransaction = queue.connections.count { $0.isExclusive }
        load.inFlight = queue.connections.reduce(0) { $0 + $1.inFlight }
        load.waiting = queue.count
        return load
    }

    // MARK: Connections

    func add(_ connection: PostgresConnection) {
        connection.onProgress = { [weak self] in self?.serve() }
        queue.add(connection)
        serve()
    }

    func remove(_ connection: PostgresConnection) {
        connection.onProgress = {}
        for waiter in queue.remove(connection) { refuse(waiter, .unavailable) }
        serve()
    }

    /// No new statements or transactions; those that run go on.
    func close() {
        for waiter in queue.close() { refuse(waiter, .unavailable) }
        serve()
    }

    func closeConnections() { for connection in queue.connections { connection.close() } }

    // MARK: Work

    func submit(_ query: Query) {
        let need: Queue.Need = query.statement.isBrief ? .brief : .lasting
        // A connection that turns out to be gone is not asked again.
        while let connection = queue.connection(atOnceFor: need) {
            if connection.send(query) { return }
        }
        wait(.query(query), need, until: query.deadline)
    }

    /// A connection for the caller alone. Give it back with `release`.
    func claim(deadline: MonotonicTime) async throws(PostgresError) -> PostgresConnection {
        let outcome: Result<PostgresConnection, PostgresError> = await withUnsafeContinuation { continuation in
            let claim = Waiter.claim(Claim(continuation))
            if let connection = queue.connection(atOnceFor: .whole) {
                _ = lend(connection, to: claim)
            } else {
                wait(claim, .whole, until: deadline)
            }
        }
        return try outcome.get()
    }

    func release(_ connection: PostgresConnection) {
        connection.isExclusive = false
        serve()
    }

    /// False when the connection is gone.
    private func lend(_ connection: PostgresConnection, to waiter: Waiter) -> Bool {
        switch waiter {
        case .query(let query): return connection.send(query)
        case .claim(let claim):
            connection.isExclusive = true
            claim.finish(.success(connection))
            return true
        }
    }

    // MARK: Waiting

    private func wait(_ waiter: Waiter, _ need: Queue.Need, until deadline: MonotonicTime) {
        if let refusal = queue.wait(waiter, need, until: deadline) { return refuse(waiter, refusal) }
        alarm.watch(deadline)
    }

    /// A connection that breaks while it is being sent to calls this again: the call that runs goes on with those that are left.
    private func serve() {
        guard !isServing else { return }
        isServing = true
        while let step = queue.next(at: loop.now) {
            switch step {
            case .timeOver(let waiter): refuse(waiter, .busy)
            case .lend(let connection, to: let entry):
                if !lend(connection, to: entry.waiter), let refusal = queue.putBack(entry) { refuse(entry.waiter, refusal) }
            }
        }
        isServing = false
        if queue.isClosed, queue.isQuiet, !quiet.isSet { quiet.set() }
    }

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

    private func expire() {
        for waiter in queue.expire(at: loop.now) { refuse(waiter, .busy) }
        if let earliest = queue.earliestDeadline { alarm.watch(earliest) }
    }
}

extension PostgresConnection: Lendable {}
