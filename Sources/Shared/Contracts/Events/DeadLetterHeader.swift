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
    /// Only where the original does not fit: what was left out (`value`, `headers`, `key`, with commas between). Then the partition and
    /// offset say where all of it lies.
    package static let omitted = "dlt_omitted"
    /// For a value that was left out: its octets, and their SHA-256 in hexadecimal digits.
    package static let valueSize = "dlt_value_size"
    package static let valueDigest = "dlt_value_sha256"
    /// The same of a key that was left out; the letter is keyed by the digest.
    package static let keySize = "dlt_key_size"
    package static let keyDigest = "dlt_key_sha256"
}
