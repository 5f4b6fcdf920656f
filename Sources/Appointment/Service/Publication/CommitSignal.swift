import Outbox
import Redis

/// After a commit: wakes the relay, the one of this process or, when another replica leads, that one through Redis.
struct CommitSignal: CommitObserver {
    let wakeup: RelayWakeup
    let relay: RelayCounters
    /// The client of this loop.
    let redis: RedisClient
    let channel: String

    func committed(first event: OutboxRow?) {
        if let event, relay.isLeading { wakeup.raise(first: event) } else { published() }
    }

    /// Events were committed.
    func published() {
        wakeup.raise()
        if !relay.isLeading { redis.post("PUBLISH", .text(channel), "") }
    }
}
