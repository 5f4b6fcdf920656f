import Access
import Audit
import Contracts
import CoreHTTP
import NotificationDomain

/// Marks everything in an inbox as read, or empties it, and tells the user's other sockets.
struct ChangeWholeInbox: Sendable {
    enum Change: Sendable { case markRead, delete }

    let inboxes: any InboxStore
    let changes: any ChangePublisher
    let stamps: Stamps

    /// The inbox afterwards. Throws 503 `overloaded` when new notifications kept coming in between, 503 `store_unavailable`.
    func callAsFunction(_ change: Change, by act: Act) async throws -> InboxState {
        let (user, entry) = (act.person.userID, stamps.next(for: act))
        let update =
            switch change {
            case .markRead: try await inboxes.markAllRead(of: user, entry: entry)
            case .delete: try await inboxes.deleteAll(of: user, entry: entry)
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
