import Contracts
import Hosting
import Logging
import OpenSSL
import Postgres
import Reactor
import ServiceRuntime

/// Checks the last day of the log each night, on one replica, a piece at a time with a pause after each. What is wrong is told by the daemon's log
/// and by a metric, with kind and place alone. Confined to its loop.
final class NightlyCheck: @unchecked Sendable {  // loop-confined
    private let pool: PostgresPool
    private let key: NoteKey?
    private let clock: WallClock
    private let log: Logger
    private let holder: AuditEntryID
    private let pause: LoopEvent
    let metrics: CheckMetrics

    private static let pauseLength = Duration.milliseconds(20)
    /// A night's check is due from then on (UTC), and goes back for a day and an hour.
    private static let hour: Int64 = 2
    private static let secondsBack: Int64 = 25 * 3_600

    init(_ loop: LoopContext, _ configuration: AuditConfiguration) {
        (pool, clock, log) = (loop.pool, loop.clock, loop.log)
        key = configuration.seed.flatMap { seed in
            (try? Ed25519.PrivateKey(seed: seed.bytes)).flatMap { NoteKey(name: configuration.origin, publicKey: $0.publicKey) }
        }
        holder = loop.ids.next()
        pause = LoopEvent(on: loop.loop)
        metrics = CheckMetrics(loop.metrics)
    }

    /// Checks, if it is time and nobody has. The verdict, if it did.
    @discardableResult
    func turn(_ isClosing: () -> Bool) async throws -> AuditVerdict? {
        let now = clock.instant, day = Int32((now.seconds - Self.hour * 3_600) / 86_400)
        let claim: [PostgresValue] = [.id(holder), .date(day)]
        guard try await !pool.query(DayStatements.claim, claim).isEmpty else {
            try await readLast()
            return nil
        }
        do {
            guard let verdict = try await verdict(since: now.adding(seconds: -Self.secondsBack), isClosing, claim) else {
                _ = try await pool.query(DayStatements.release, [.id(holder)])
                return nil
            }
            tell(verdict)
            _ = try await pool.query(DayStatements.end, claim + [.instant(clock.instant)])
            try await readLast()
            return verdict
        } catch {
            _ = try? await pool.query(DayStatements.release, [.id(holder)])
            throw error
        }
    }

    /// Nil: there is no log yet, or it must end before.
    private func verdict(since: Instant, _ isClosing: () -> Bool, _ claim: [PostgresValue]) async throws -> AuditVerdict? {
        let check = DayCheck(pool: pool, key: key)
        do {
            guard var progress = try await check.begin(since: since) else { return nil }
            while try await check.step(&progress) {
                guard !isClosing(), try await !pool.query(DayStatements.claim, claim).isEmpty else { return nil }
                _ = await pause.wait(atMost: Self.pauseLength)
            }
            return progress.verdict
        } catch is AuditFault {
            // What the tree is read from is not there.
            var verdict = AuditVerdict()
            verdict.add(.tileChanged)
            return verdict
        }
    }

    private func tell(_ verdict: AuditVerdict) {
        for finding in verdict.findings {
            metrics.failures.add()
            log.error(
                "the access log is not what it was",
                metadata: ["kind": "\(finding.kind.rawValue)", "index": "\(finding.index.map { "\($0)" } ?? "")"])
        }
        if verdict.findings.isEmpty { log.info("the access log was checked", metadata: ["entries": "\(verdict.entries)"]) }
    }

    private func readLast() async throws {
        let row = RowOf<LastCheckColumn>(try await pool.query(DayStatements.last)[0])
        metrics.last.set(Int(try row.instant(.ended).seconds))
    }
}

/// The metrics of the check of each night.
struct CheckMetrics: Sendable {
    let failures: Counter
    let last: Gauge

    init(_ registry: MetricsRegistry) {
        failures = registry.counter(
            "audit_verify_failures_total", help: "Kinds of damage that the nightly check of the access log has found.")
        last = registry.gauge(
            "audit_verified_timestamp_seconds", help: "When the last check of the access log ended, in seconds since 1970.")
    }
}
