package import Kafka
package import Logging

extension KafkaConfiguration {
    /// The same, with the library's warnings and worse going to `log`.
    package func logged(to log: Logger) -> KafkaConfiguration {
        var configuration = self
        configuration.logLevel = 4
        configuration.log = { line in log.notice("kafka", metadata: ["facility": "\(line.facility)", "text": "\(line.text)"]) }
        return configuration
    }
}
