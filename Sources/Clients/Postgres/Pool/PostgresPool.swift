import Basics
package import Reactor

/// A few connections of one loop to one database, kept up by `run`. Everything on it happens on that loop.
///
/// Statements are sent as they come, many on one connection, each a transaction of its own. They are not ended by the cancellation of
/// the calling task: a statement under way ends with its answer or its time limit.
package final class PostgresPool: @unchecked Sendable {  // loop-confined
    package let configuration: PostgresConfiguration
    private let loop: EventLoop
    private let resolver: Resolver
    private let count: Int
    private let telemetry: Telemetry
    private let dispatcher: Dispatcher
    private let connector: Connector
    private let closing: LoopEvent
    private let ended: LoopEvent
    private var ready: LoopEvent
    private var isRunning = false
    /// What each connection runs before it is lent out, so that no caller waits for plans and catalogues: the first run of a large
    /// statement in a new backend takes ten times as long as the later ones. `values` are asked for before each run. To be set before
    /// `run`. It is rolled back, and its failure has no consequence.
    package var warmUp: (statement: Statement, values: () -> [PostgresValue])?
    private var warming: [PostgresConnection] = []
    /// For `read`. To be set before `run`.
    package var standbys: StandbyReads?

    /// After five runs with a plan each, PostgreSQL knows whether one generic plan will do (plancache.c).
    private static let warmUpRuns = 6

    /// Nothing happens before `run`. `observe` is called on the loop and must not call the pool.
    package init(
        _ configuration: PostgresConfiguration, connections count: Int, on loop: EventLoop, resolver: Resolver,
        observe: @escaping (PostgresEvent) -> Void = { _ in }
    ) {
        precondition(count > 0)
        self.configuration = configuration
        self.count = count
        self.loop = loop
        self.resolver = resolver
        telemetry = Telemetry(observe)
        dispatcher = Dispatcher(on: loop, maxWaiting: configuration.maxWaiting, telemetry: telemetry)
        connector = Connector(configuration, on: loop, resolver: resolver, telemetry: telemetry)
        closing = LoopEvent(on: loop)
        ended = LoopEvent(on: loop)
        ready = LoopEvent(on: loop)
    }

    // MARK: Life

    /// Connects, and connects again whatever is lost, until `close`; returns when every connection is closed. Call it once.
    ///
    /// At first each connection waits for the one before it, so that the first can be used while the server still makes processes for
    /// the others.
    package func run() async {
        loop.assertOnLoop()
        precondition(!isRunning, "a pool runs once")
        isRunning = true
        await withDiscardingTaskGroup { group in
            var turn = LoopEvent(on: loop)
            turn.set()
            for _ in 0..<count {
                let (mine, next) = (turn, LoopEvent(on: loop))
                group.addTask {
                    await mine.wait()
                    await self.keepConnected(tried: next)
                }
                turn = next
            }
        }
        ended.set()
    }

    /// Refuses new statements, lets those that run and open transactions finish for at most `limit`, then closes.
    package func close(within limit: Duration = .seconds(5)) async {
        loop.assertOnLoop()
        dispatcher.close()
        connector.cancel()
        closing.set()
        for connection in warming { connection.close() }
        _ = await dispatcher.quiet.wait(atMost: limit)
        dispatcher.closeConnections()
        if isRunning { await ended.wait() }
    }

    private static let reconnects = Backoff(first: .milliseconds(50), longest: .seconds(5), jitter: 0.5)

    /// One of the pool's connections at a time, until the pool closes. `tried` is set when the first attempt is over.
    private func keepConnected(tried: LoopEvent) async {
        defer { tried.set() }
        var backoff = Self.reconnects
        while !closing.isSet {
            do throws(PostgresError) {
                let connection = try await connector.connect()
                tried.set()
                let since = loop.now
                await keep(connection)
                if loop.now - since > backoff.longest { backoff.reset() }
                if closing.isSet { return }
                _ = await closing.wait(atMost: backoff.next(random: .random(in: 0...1)))
            } catch {
                tried.set()
                if closing.isSet { return }
                telemetry.load.connectFailures += 1
                let pause = backoff.next(random: .random(in: 0...1))
                telemetry.observe(.connectFailed(error, retryAfter: pause))
                _ = await closing.wait(atMost: pause)
            }
        }
    }

    /// Warms the connection up, then lends it out until it is lost.
    private func keep(_ connection: PostgresConnection) async {
        guard !closing.isSet else { return connection.close() }
        telemetry.load.connected += 1
        connection.onLost = { [unowned self] in forget($0) }
        await warm(connection)
        if connection.isOpen {
            dispatcher.add(connection)
            ready.set()
        }
        await connection.lost.wait()
    }

    private func warm(_ connection: PostgresConnection) async {
        guard let warmUp else { return }
        warming.append(connection)
        defer { warming.removeAll { $0 === connection } }
        let rehearsal = PostgresTransaction(
            connection, .readCommitted, on: loop, timeout: configuration.queryTimeout, isCounted: false)
        for _ in 0..<Self.warmUpRuns {
            guard (try? await rehearsal.query(warmUp.statement, warmUp.values())) != nil else { break }
        }
        await rehearsal.abandon()
    }

    private func forget(_ connection: PostgresConnection) {
        dispatcher.remove(connection)
        telemetry.load.lost += 1
        if !dispatcher.hasConnections { ready = LoopEvent(on: loop) }
    }

    /// At least one connection is open.
    package var isReady: Bool { ready.isSet && !closing.isSet }

    /// True when a connection is open, false when `limit` passed first.
    package func waitUntilReady(atMost limit: Duration) async -> Bool {
        loop.assertOnLoop()
        return await ready.wait(atMost: limit)
    }

    // MARK: Watching

    package var load: PostgresLoad { dispatcher.load }

    /// Called on the loop with each statement's time from its call to its outcome, and the error if it had one; must not call the pool.
    package var onAnswer: ((Statement, Duration, PostgresError?) -> Void)? {
        get { telemetry.answered }
        set { telemetry.answered = newValue }
    }

    // MARK: Work

    /// Runs one statement in a transaction of its own. `timeout` (default: the configuration's) counts from now, waiting included.
    ///
    /// A plan that a schema change has made stale is prepared anew and tried once more, unseen by the caller. After a `timeout` the
    /// connection is replaced, and with it everything behind that statement is lost.
    package func query(_ statement: Statement, _ values: [PostgresValue] = [], timeout: Duration? = nil)
        async throws(PostgresError) -> PostgresResult
    {
        loop.assertOnLoop()
        let deadline = loop.now + (timeout ?? configuration.queryTimeout)
        let outcome = await answer(statement, values, deadline)
        if case .failure(let error) = outcome, error.isStalePlan {
            return try await answer(statement, values, deadline, preparesAnew: true).get()
        }
        return try outcome.get()
    }

    /// The same for a large statement that only reads: on a standby if there is one with everything that this pool's server had
    /// acknowledged at the time of the call.
    package func read(_ statement: Statement, _ values: [PostgresValue] = []) async throws(PostgresError) -> PostgresResult {
        guard let standbys else { return try await query(statement, values) }
        return try await standbys.query(statement, values, primary: self)
    }

    private func answer(_ statement: Statement, _ values: [PostgresValue], _ deadline: MonotonicTime, preparesAnew: Bool = false)
        async -> Query.Outcome
    {
        await withUnsafeContinuation { continuation in
            dispatcher.submit(Query(statement, values, deadline: deadline, preparesAnew: preparesAnew, continuation))
        }
    }

    /// Runs `body` in a transaction on a connection of its own; commits when it returns, rolls back when it throws.
    ///
    /// `timeout` bounds the wait for the connection; the statements inside have limits of their own. With `attempts` above 1 the whole
    /// is run again when another transaction got in its way (40001, 40P01): `body` must then be free of other effects. Throws what
    /// `body` throws, else a PostgresError. `connectionLost(mayHaveRun: true)` comes from the commit alone: whatever breaks before it has
    /// changed nothing. Statements of the pool called inside `body` are not part of the transaction; with a
    /// single connection they wait for it until they fail as `busy`.
    package func transaction<R>(
        _ isolation: PostgresTransaction.Isolation = .readCommitted, attempts: Int = 1, timeout: Duration? = nil,
        _ body: (PostgresTransaction) async throws -> R
    ) async throws -> R {
        var left = attempts
        while true {
            do {
                return try await attempt(isolation, timeout, body)
            } catch let error as PostgresError where error.isConflict && left > 1 {
                left -= 1
            }
        }
    }

    private func attempt<R>(
        _ isolation: PostgresTransaction.Isolation, _ timeout: Duration?, _ body: (PostgresTransaction) async throws -> R
    ) async throws -> R {
        loop.assertOnLoop()
        let connection = try await dispatcher.claim(deadline: loop.now + (timeout ?? configuration.queryTimeout))
        let transaction = PostgresTransaction(connection, isolation, on: loop, timeout: configuration.queryTimeout)
        defer { dispatcher.release(connection) }
        do {
            let result = try await body(transaction)
            try await transaction.commit()
            return result
        } catch {
            await transaction.abandon()
            throw error
        }
    }

    /// Runs several statements on a connection made for it: no parameters, one transaction unless the script says otherwise.
    package func execute(script: String, timeout: Duration? = nil) async throws(PostgresError) {
        let session = try await PostgresSession.open(configuration, on: loop, resolver: resolver, observe: telemetry.observe)
        defer { session.close() }
        try await session.execute(script: script, timeout: timeout)
    }
}
