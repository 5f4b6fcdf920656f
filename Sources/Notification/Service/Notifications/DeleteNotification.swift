import Contracts
import CoreHTTP
import NotificationDomain

/// Removes one of a user's notifications for good, and tells the user's other sockets.
struct DeleteNotification: Sendable {
    let inboxes: any InboxStore
    let changes: any ChangePublisher

    /// The inbox afterwards. Throws 404 for a notification that is not in it, 503 `store_unavailable`.
    func callAsFunction(_ id: NotificationID, of user: UserID) async throws -> InboxState {
        guard let update = try await inboxes.delete(id, of: user) else { throw Problem.noSuchNotification }
        changes.publish([AddressedMessage(user: user, message: .change(.deleted, [id], update.state))])
        return update.state
    }
}
