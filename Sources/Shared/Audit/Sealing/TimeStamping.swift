import Basics
import Contracts
import Curl
import Hosting
import Logging
import OpenSSL
import Postgres
import Reactor
import ServiceRuntime

/// Has somebody else say when a checkpoint was there (RFC 3161): nobody, with the key or without, can make an earlier history afterwards.
struct TimeStamping: Sendable {
    private let client = WebClient(
        pool: BlockingPool(name: "time stamps", threads: 1, queueLimit: 1), timeout: .seconds(20), limit: 1 << 16)
    private let url: String
    private let origin: String
    private let interval: Duration
    private let pool: PostgresPool
    private let files: CheckpointFiles?
    private let metrics: SealingMetrics
    private let clock: WallClock
    private let log: Logger

    struct Refused: Error, CustomStringConvertible {
        let status: Int
        var description: String { "the authority answers with status \(status)" }
    }

    /// Nil without an authority.
    init?(_ loop: LoopContext, _ configuration: AuditConfiguration, metrics: SealingMetrics) {
        guard let url = configuration.authority else { return nil }
        self.url = url
        origin = configuration.origin
        interval = configuration.timeStampInterval
        files = CheckpointFiles(configuration)
        (pool, clock, log, self.metrics) = (loop.pool, loop.clock, loop.log, metrics)
    }

    /// The newest checkpoint, unless one of the last interval has a stamp: whichever replica asks first.
    func turn() async throws {
        do {
            let now = clock.instant
            let recent = Instant(microseconds: now.microseconds - Int64(interval / .microseconds(1)))
            let row = try await pool.query(SealingStatements.undated, [.instant(recent)]).first
            guard let row = row.map({ RowOf<CheckpointColumn>($0) }) else { return }
            let (size, note) = (try row.int(.size), try row.text(.note))
            let token = try await token(for: Array(note.utf8))
            _ = try await pool.query(SealingStatements.date, [.int(size), .bytes(token), .text(note)])
            let name = SignedNote(note).flatMap { Checkpoint(text: $0.text) }?.origin ?? ""
            try files?.keep(token, as: TreePlace(era: LogName(origin, era: 1).era(of: name) ?? 1, size: size).stampFile)
            metrics.dated.set(size)
            log.info("audit time stamp", metadata: ["size": .stringConvertible(size)])
        } catch {
            metrics.undated.add()
            throw error
        }
    }

    private func token(for note: [UInt8]) async throws -> [UInt8] {
        let request = TimeStamp.request(for: note)
        let answer = try await client.send(
            url, WebClient.Body("application/timestamp-query", request, accept: "application/timestamp-reply"))
        guard answer.status == 200 else { throw Refused(status: answer.status) }
        return try TimeStamp.token(in: answer.body, to: request)
    }
}
