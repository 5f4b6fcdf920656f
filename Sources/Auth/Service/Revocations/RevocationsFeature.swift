import Hosting
import Postgres

/// Revoked sessions: announced to every daemon, and remembered for as long as a token can name them.
struct RevocationsFeature: Feature {
    private static let sweepInterval = Duration.seconds(600)

    let announcer: Announcer
    private let loop: LoopContext
    private let store: RevocationStore

    init(_ loop: LoopContext) {
        self.loop = loop
        store = RevocationStore(pool: loop.pool)
        announcer = Announcer(revocations: loop.process.revocations, redis: loop.redis, names: loop.names)
    }

    func processTasks() -> [any LoopTask] {
        [
            RevocationRefill(store, loop),
            loop.periodic(every: Self.sweepInterval, failure: "ended sessions could not be removed") { _ in try await sweep() },
        ]
    }

    func sweep() async throws(PostgresError) { try await store.sweep(at: loop.clock.instant) }
}
