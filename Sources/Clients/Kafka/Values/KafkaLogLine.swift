/// A line librdkafka would have written to stderr.
package struct KafkaLogLine: Sendable {
    /// As in syslog: 0 emergency … 3 error, 4 warning, 5 notice, 6 info, 7 debug.
    package let level: Int32
    /// librdkafka's short name for the place, e.g. `FAIL`.
    package let facility: String
    package let text: String
}
