import Audit
import Contracts
import NotificationDomain

/// A notification as it lies in its owner's inbox.
struct InboxNotification: Sendable, Equatable {
    let id: NotificationID
    /// The number of its arrival.
    let position: Position
    /// What happened: `appointment.created`.
    let type: String
    let title: String
    let message: String
    let read: Bool
    /// A JSON object; see `NotificationMetadata`.
    let metadata: String
    let createdAt: Instant

    /// Whose data it has.
    var patients: Set<UserID> { PatientsOfPage.read(Array(metadata.utf8)) }
}
