import Contracts
import Kafka
import Outbox

/// What is read, as which group, and where what cannot be read goes.
struct EventSettings: Sendable {
    var kafka: KafkaConfiguration
    var group: String
    var topic = Topics.appointmentEvents
    var deadLetterTopic = Topics.appointmentEventsDeadLetters
    /// Of the dead-letter topic.
    var retention: TopicRetention
}
