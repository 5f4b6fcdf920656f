import Access
import Audit
import Contracts
import CoreHTTP
import NotificationDomain

/// Removes one of a user's notifications for good, and tells the user's other sockets.
struct DeleteNotification: Sendable {
    let inboxes: any InboxStore
    let changes: any ChangePublisher
    let stamps: Stamps

    /// The inbox afterwards. Throws 404 for a notification that is not in it, 503 `store_unavailable`.
    func callAsFunction(_ id: NotificationID, by act: Act) async throws -> InboxState {
        let user = act.person.userID
        guard let update = try await inboxes.delete(id, of: user, entry: stamps.next(for: act)) else {
            throw Problem.noSuchNotification
        }
        changes.publish([AddressedMessage(user: user, message: .change(.deleted, [id], update.state))])
        return update.state
    }
}
