import Contracts
import Outbox
import Redis

/// After a commit: forgets the lists the appointment is in, and wakes the relay, the one of this process or, when another replica
/// leads, that one through Redis.
struct CommitSignal: CommitObserver {
    let wakeup: RelayWakeup
    let relay: RelayCounters
    /// Of this loop.
    let redis: RedisClient
    let channel: String
    let lists: MyListCache

    func committed(patient: UserID, doctor: UserID, first event: OutboxRow?) async {
        if let event, relay.isLeading { wakeup.raise(first: event) } else { published() }
        await lists.forget([(patient, doctor)])
    }

    /// Events were committed that change nobody's list.
    func published() {
        wakeup.raise()
        if !relay.isLeading { redis.post("PUBLISH", .text(channel), "") }
    }
}
