import AppointmentDomain
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

    func committed(_ appointment: Appointment) async {
        published()
        await lists.forget(appointment)
    }

    /// Events were committed that change nobody's list.
    func published() {
        wakeup.raise()
        if !relay.isLeading { redis.post("PUBLISH", .text(channel), "") }
    }
}
