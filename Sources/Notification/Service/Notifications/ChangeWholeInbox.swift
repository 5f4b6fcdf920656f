import Access
import Contracts
import CoreHTTP
import NotificationDomain

/// Marks everything in an inbox as read, or empties it, and tells the user's other sockets.
struct ChangeWholeInbox: Sendable {
    enum Change: Sendable { case markRead, delete }

    let inboxes: any InboxStore
    let changes: any ChangePublisher

    /// The inbox afterwards. Throws 503 `overloaded` when new notifications kept coming in between, 503 `store_unavailable`.
    func callAsFunction(_ change: Change, of user: UserID) async throws -> InboxState {
        let update =
            switch change {
            case .markRead: try await inboxes.markAllRead(of: user)
            case .delete: try await inboxes.deleteAll(of: user)
            }
        guard let update else {
            throw Problem(.overloaded, "Your inbox is changing too fast at the moment; try again.").with(field: "Retry-After", "1")
        }
        if update.changed {
            let message = LiveMessage.change(change == .markRead ? .allRead : .allDeleted, [], update.state)
            changes.publish([AddressedMessage(user: user, message: message)])
        }
        return update.state
    }
}
