package import Contracts

/// One change in the life of an appointment.
package struct HistoryEntry: Sendable, Equatable {
    /// The appointment's version after the change.
    package let version: Int64
    /// Nil for the first: it was booked.
    package let from: AppointmentStatus?
    package let to: AppointmentStatus
    package let actor: EventActor
    /// The reason given, or where it was moved from.
    package let context: String?
    package let at: Instant

    package init(
        version: Int64, from: AppointmentStatus?, to: AppointmentStatus, actor: EventActor, context: String? = nil, at: Instant
    ) {
        self.version = version
        self.from = from
        self.to = to
        self.actor = actor
        self.context = context
        self.at = at
    }
}
