/// How to reach a cluster, and how the clients behave. One value serves producers and consumers.
package struct KafkaConfiguration: Sendable {
    /// `host:port,host:port`; any of them leads to the others.
    package var brokers: String
    /// Names the connections in the broker's logs and quotas.
    package var clientID: String
    /// How long a broker holds an empty fetch back. Real brokers answer at once when something arrives; 10 ms suits one that does not.
    package var fetchWait: Duration = .milliseconds(500)
    /// A group member that has been silent this long counts as dead. Brokers refuse less than 6 s unless told otherwise.
    package var sessionTimeout: Duration = .seconds(6)
    package var heartbeat: Duration = .milliseconds(500)
    /// Makes a consumer a static member (KIP-345): one that comes back under this name within the session timeout has its partitions
    /// again without a rebalance, and one that leaves in order keeps them as long. Unique in its group: if two have the same name
    /// the older one fails. With nil, others take over the partitions at once when the member leaves.
    package var groupInstance: String?
    /// How long a finished batch may wait for its commit, so that many batches share one.
    package var commitInterval: Duration = .milliseconds(100)
    /// How long a rebalance waits for the batch in progress to be committed before its partitions are given away regardless.
    package var revocationGrace: Duration = .seconds(3)
    /// How long leaving a group may take when its coordinator does not answer.
    package var leaveLimit: Duration = .seconds(3)
    /// How long a record may stay undelivered; nil for as long as it takes. A limit breaks the order within a key: the record
    /// that expired is missing before the one that did not.
    package var deliveryTimeout: Duration?
    /// Records a producer holds undelivered; beyond that `produce` waits.
    package var producerQueueLimit = 10_000
    /// Messages and bytes a consumer fetches ahead.
    package var prefetchMessages = 50_000
    package var prefetchKilobytes = 16_384
    /// How old a client's `isReachable` may be; at most a minute. It is also how often a consumer shows the library that it lives.
    package var statisticsInterval: Duration = .seconds(5)
    /// The lines up to this syslog level are handed to `log`.
    package var logLevel: Int32 = 6
    /// Called on the loop. Nil drops the lines.
    package var log: (@Sendable (KafkaLogLine) -> Void)?
    /// librdkafka's own properties for what the operator needs: `security.protocol`, `sasl.*`, `ssl.*`, tuning. The ones on which
    /// this client's promises rest are refused.
    package var properties: [String: String] = [:]

    package init(brokers: String, clientID: String) {
        self.brokers = brokers
        self.clientID = clientID
    }
}

extension KafkaConfiguration {
    typealias Property = (name: String, value: String)

    /// Refused in `properties`: delivery guarantees, commit handling and the event plumbing depend on them.
    static let reserved: Set<String> = [
        "acks", "request.required.acks", "enable.idempotence", "transactional.id", "message.timeout.ms", "delivery.timeout.ms",
        "group.id", "group.instance.id", "enable.auto.commit", "enable.auto.offset.store", "enable.partition.eof",
        "partition.assignment.strategy",
        "partitioner", "log.queue", "bootstrap.servers", "metadata.broker.list",
    ]

    var sharedProperties: [Property] {
        [
            ("bootstrap.servers", brokers),
            ("client.id", clientID),
            ("log.queue", "true"),
            ("log_level", "\(logLevel)"),
            ("statistics.interval.ms", "\(min(max(statisticsInterval, .milliseconds(1)), .seconds(60)).milliseconds)"),
            ("reconnect.backoff.ms", "50"),
            ("reconnect.backoff.max.ms", "500"),
            ("socket.nagle.disable", "true"),
            ("socket.keepalive.enable", "true"),
            ("socket.timeout.ms", "10000"),
            // How soon a topic that was made again is used.
            ("topic.metadata.refresh.interval.ms", "2000"),
            // We make our topics, with as many partitions as the settings say. A broker that makes one on demand chooses the number
            // itself.
            ("allow.auto.create.topics", "false"),
            // How long after it was last seen a missing topic may be mere lateness of the news; after that its records fail.
            ("topic.metadata.propagation.max.ms", "5000"),
        ]
    }

    var producerProperties: [Property] {
        sharedProperties + [
            ("acks", "all"),
            ("enable.idempotence", "true"),
            ("partitioner", "murmur2_random"),
            ("message.timeout.ms", "\(deliveryTimeout?.milliseconds ?? 0)"),
            ("request.timeout.ms", "10000"),
            ("linger.ms", "0"),
            ("queue.buffering.max.messages", "\(producerQueueLimit)"),
        ]
    }

    func consumerProperties(group: String) -> [Property] {
        sharedProperties + [
            ("group.id", group),
            ("partition.assignment.strategy", "cooperative-sticky"),
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("enable.partition.eof", "false"),
            ("auto.offset.reset", "earliest"),
            ("check.crcs", "true"),
            ("session.timeout.ms", "\(sessionTimeout.milliseconds)"),
            ("heartbeat.interval.ms", "\(heartbeat.milliseconds)"),
            ("fetch.wait.max.ms", "\(fetchWait.milliseconds)"),
            ("fetch.error.backoff.ms", "50"),
            ("queued.min.messages", "\(prefetchMessages)"),
            ("queued.max.messages.kbytes", "\(prefetchKilobytes)"),
        ] + (groupInstance.map { [("group.instance.id", $0)] } ?? [])
    }
}

extension KafkaConfiguration: CustomStringConvertible {
    /// Withholds the values of `properties`, some of which are secrets.
    package var description: String { "\(clientID)@\(brokers) \(properties.keys.sorted())" }
}

extension Duration {
    /// Whole milliseconds, for the library's properties.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
