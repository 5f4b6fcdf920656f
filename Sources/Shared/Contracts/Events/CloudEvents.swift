/// CloudEvents 1.0 in the binary content mode of its Kafka protocol binding (section 3.2): each attribute is one record
/// header, `ce_` before its name; the record's value is the data alone, its key the appointment's id (`ce_subject`).
package enum CloudEvents {
    package static let specVersion = "1.0"
    /// `ce_source` of everything that the appointment service publishes.
    package static let appointmentSource = "/services/appointment"
    package static let jsonContentType = "application/json"

    package enum Header {
        package static let specVersion = "ce_specversion"
        /// An `EventID`.
        package static let id = "ce_id"
        package static let source = "ce_source"
        /// An `AppointmentEventType`.
        package static let type = "ce_type"
        /// RFC 3339, when the change was committed.
        package static let time = "ce_time"
        package static let subject = "ce_subject"
        package static let contentType = "content-type"
        /// W3C Trace Context, of the request that made the change.
        package static let traceParent = "traceparent"
    }
}
