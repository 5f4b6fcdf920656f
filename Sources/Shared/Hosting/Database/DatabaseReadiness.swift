import Logging
import Postgres
import Reactor
import ServiceRuntime
import Synchronization

/// Whether the database does its work, as all loops of the process see it: what one of them finds holds for all, so that /readyz
/// does not depend on the loop that answers.
package final class DatabaseHealth: Sendable {
    private let troubled = Atomic(0)

    package init() {}

    var isGood: Bool { troubled.load(ordering: .relaxed) == 0 }

    fileprivate func add(_ loops: Int) { troubled.add(loops, ordering: .relaxed) }
}

/// Sends the database a statement every second, and notes how the statements of others end. Confined to its loop.
///
/// ```
///   ready ── no answer within 1 s, or an error ─────────────────────────────▶ not ready ── the next answer ──────────▶ ready
///   ready ── a statement that the server could not carry out for 5 s ───────▶ not ready ── it could, or 30 s untried ─▶ ready
/// ```
///
/// A statement that is not answered keeps its connection until the pool gives that up; the next asks on another, and until one is
/// answered the database is not ready.
final class DatabaseReadiness: @unchecked Sendable {  // loop-confined
    static let interval = Duration.seconds(1)
    static let deadline = Duration.seconds(1)
    /// A failure that is over sooner costs its callers a 503 and no more.
    static let patience = Duration.seconds(5)
    /// Without traffic nobody tries the statement again: after this time the database counts as ready again.
    static let memory = Duration.seconds(30)
    /// Statements remembered at most; a service has about a hundred.
    private static let remembered = 256

    private let pool: PostgresPool
    private let health: DatabaseHealth
    private let log: Logger
    private let loop: EventLoop
    private let closing: LoopEvent
    private lazy var alarm = LoopTimer(on: loop) { [weak self] in self?.answers = false }
    private var answers = true { didSet { update() } }
    private var isTroubled = false
    /// Statements that the server could not carry out, and has not since.
    private var failures: [String: (since: MonotonicTime, last: MonotonicTime)] = [:]

    init(_ pool: PostgresPool, _ health: DatabaseHealth, log: Logger, on loop: EventLoop) {
        self.pool = pool
        self.health = health
        self.log = log
        self.loop = loop
        closing = LoopEvent(on: loop)
    }

    var isReady: Bool { pool.isReady && health.isGood }

    /// Returns after `close`.
    func run() async {
        while !closing.isSet {
            if pool.isReady { await ask() }
            _ = await closing.wait(atMost: pool.isReady ? Self.interval : Self.interval / 10)
        }
        answers = true
        failures = [:]
        update()
    }

    func close() { closing.set() }

    private func ask() async {
        alarm.arm(after: Self.deadline)
        do throws(PostgresError) {
            _ = try await pool.query(DatabaseStatements.question)
            answers = true
        } catch {
            answers = false
        }
        alarm.disarm()
    }

    /// Notes how a statement ended.
    func note(_ statement: Statement, _ error: PostgresError?) {
        if let error, error.isServerFailure {
            let now = loop.now
            if let known = failures[statement.name] {
                failures[statement.name] = (known.since, now)
            } else if failures.count < Self.remembered {
                failures[statement.name] = (now, now)
                log.error(
                    "the database cannot do its work",
                    metadata: ["statement": "\(statement.name)", "sqlState": "\(error.sqlState.map(\.description) ?? "")"])
            }
        } else if error == nil, !failures.isEmpty {
            failures[statement.name] = nil
        }
    }

    private func update() {
        let now = loop.now
        failures = failures.filter { now - $0.value.last < Self.memory }
        let lasts = failures.values.contains { $0.last - $0.since >= Self.patience }
        guard isTroubled != (!answers || lasts) else { return }
        isTroubled.toggle()
        health.add(isTroubled ? 1 : -1)
        log.warning(isTroubled ? "the database is not ready" : "the database is ready again", metadata: ["answers": "\(answers)"])
    }
}
