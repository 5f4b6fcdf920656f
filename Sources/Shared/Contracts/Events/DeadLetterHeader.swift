/// What is added to a record that goes to the dead-letter topic: where it came from and why it could not be handled.
package enum DeadLetterHeader {
    /// A stable slug.
    package static let error = "dlt_error"
    /// One sentence for the operator, without personal data.
    package static let detail = "dlt_detail"
    package static let topic = "dlt_topic"
    package static let partition = "dlt_partition"
    package static let offset = "dlt_offset"
    /// RFC 3339.
    package static let time = "dlt_time"
}
