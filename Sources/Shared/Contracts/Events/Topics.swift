/// The Kafka topics.
package enum Topics {
    /// Keyed by appointment id, so that one appointment's events stay in order.
    package static let appointmentEvents = "appointment-events"
    /// Records of `appointmentEvents` that can never be handled, unchanged but for the `DeadLetterHeader`s added.
    package static let appointmentEventsDeadLetters = "appointment-events.DLT"
    /// What access logs say of themselves, signed; keyed by the log's name, kept for ever.
    package static let auditCheckpoints = "audit-checkpoints"
}
