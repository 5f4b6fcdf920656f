import Contracts
import Outbox
import Redis

/// Wakes the relay after a commit: the one of this process, or, when another replica leads, that one through Redis.
struct CommitSignal: CommitObserver {
    let wakeup: RelayWakeup
    let relay: RelayCounters
    /// Of this loop.
    let redis: RedisClient
    let channel: String

    func committed() {
        wakeup.raise()
        if !relay.isLeading { redis.post("PUBLISH", .text(channel), "") }
    }
}
