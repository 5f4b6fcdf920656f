import AuthDomain
import Contracts
import Hosting
import Mail
import OpenSSL
import Postgres
import ServiceRuntime

/// Mail about accounts.
struct LettersFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        /// Nil when no mail is sent.
        let settings: MailSettings?
        let metrics: MailMetrics
        let key: HMACSHA256
        let site: String
        let name: String

        init(_ settings: MailSettings?, key: HMACSHA256, site: String, name: String, metrics: MetricsRegistry) {
            self.settings = settings.map {
                var settings = $0
                // Somebody is waiting for the letter.
                settings.pace.interval = .seconds(1)
                settings.pace.firstPause = .seconds(5)
                return settings
            }
            self.metrics = MailMetrics(metrics, of: .auth)
            self.key = key
            self.site = site
            self.name = name
        }
    }

    private static let sweepInterval = Duration.seconds(600)
    private static let failedDays: Int64 = 7

    /// Where other features queue their letters.
    let letters: Letters
    let queue: MailQueue<QueuedLetter>
    let draft: DraftLetter
    private let loop: LoopContext
    private let shared: Shared

    init(_ loop: LoopContext, _ shared: Shared) {
        self.loop = loop
        self.shared = shared
        letters = Letters(pool: loop.pool, ids: loop.ids, clock: loop.clock, areSent: shared.settings != nil)
        queue = MailQueue(pool: loop.pool, claim: LetterStatements.claim) { row throws(PostgresError) in
            try QueuedMail<QueuedLetter>(RowOf(row))
        }
        draft = DraftLetter(pool: loop.pool, key: shared.key, site: shared.site, name: shared.name)
    }

    func processTasks() -> [any LoopTask] {
        let sweeper = loop.periodic(every: Self.sweepInterval, failure: "old letters could not be removed") { _ in
            try await sweep()
        }
        guard let settings = shared.settings else { return [sweeper] }
        let mailer = Mailer(
            settings, queue: queue, metrics: shared.metrics, clock: loop.clock, log: loop.log, on: loop.loop
        ) { [draft] in await draft($0) }
        return [mailer, sweeper]
    }

    func sweep() async throws(PostgresError) {
        let now = loop.clock.instant
        _ = try await loop.pool.query(LetterStatements.sweepLinks, [.instant(now)])
        _ = try await loop.pool.query(
            LetterStatements.sweepFailed, [.instant(now.adding(seconds: -Self.failedDays * 86_400))])
    }
}
