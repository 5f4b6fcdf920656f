import Basics
import Contracts

/// Where a relay publishes to, and how it goes about it.
package struct OutboxConfiguration: Sendable {
    package var topic: String
    /// CloudEvents `source` of all its events.
    package var source: String
    /// How many partitions the topic gets if it has to be made.
    package var partitions: Int32 = 6
    package var replicationFactor: Int32 = 1
    /// How long it keeps what it is given, when it has to be made.
    package var retention = Duration.seconds(7 * 86_400)
    /// Rows read at once.
    package var batch = 500
    /// Rows with the producer at once.
    package var maxUnderWay = 2_000
    /// How often it looks without having been woken.
    package var interval: Duration = .milliseconds(250)
    /// How long a leader leads without having renewed its lease. Others take over within this and `takeoverInterval`.
    package var lease: Duration = .seconds(4)
    /// How often the leader renews its lease.
    package var heartbeat: Duration = .seconds(1)
    /// How often a relay that does not lead tries to.
    package var takeoverInterval: Duration = .milliseconds(250)
    /// How often the waiting rows are counted, by every relay, whether it leads or not.
    package var countInterval: Duration = .seconds(5)
    /// The first rest after a failure; doubles up to `longestRest`.
    package var firstRest: Duration = .milliseconds(50)
    package var longestRest: Duration = .seconds(2)

    package init(topic: String = Topics.appointmentEvents, source: String = CloudEvents.appointmentSource) {
        self.topic = topic
        self.source = source
    }

    var rests: Backoff { Backoff(first: firstRest, longest: longestRest) }
}
