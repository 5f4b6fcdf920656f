import Basics
import CoreHTTP
import Hosting
import OpenSSL

/// Admins see how the service is doing, over all its replicas.
struct StatisticsFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        /// Identifies this process among its replicas.
        let replicaID = Base64URL.encode(RandomBytes.generate(9))
    }

    private let loop: LoopContext
    private let board: ReplicaBoard

    /// `figures`: what this process knows of itself.
    init(_ loop: LoopContext, _ shared: Shared, figures: @escaping () -> ReplicaFigures) {
        self.loop = loop
        board = ReplicaBoard(
            shared.replicaID, redis: loop.redis, names: loop.names, clock: loop.clock, on: loop.loop, own: figures)
    }

    func register(on router: Router) {
        StatisticsRoutes(
            statistics: StatisticsStore(pool: loop.pool), board: board, clock: loop.clock, authenticator: loop.authenticator
        ).register(on: router)
    }

    func processTasks() -> [any LoopTask] { [board] }
}
