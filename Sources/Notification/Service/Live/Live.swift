import Reactor
import Redis

/// The live side of one loop: its Redis connections, who is connected, and who tells them. Confined to its loop.
final class Live: @unchecked Sendable {  // loop-confined
    let publisher: LivePublisher
    let hub: LiveHub
    let redis: RedisClient

    init(redis: RedisClient, publisher: LivePublisher, hub: LiveHub) {
        self.redis = redis
        self.publisher = publisher
        self.hub = hub
    }

    /// Both connections to Redis stand.
    var isReady: Bool { redis.isReady && hub.isSubscribed }

    /// Returns after `close`.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.redis.run() }
            group.addTask { await self.publisher.run() }
            group.addTask { await self.hub.run() }
        }
    }

    func close() {
        hub.close()
        publisher.close()
        redis.close()
    }
}
