import Access
import Audit
import Contracts
import CoreHTTP
import NotificationDomain

/// Marks one of a user's notifications as read, or as unread again, and tells the user's other sockets.
struct MarkNotification: Sendable {
    let inboxes: any InboxStore
    let changes: any ChangePublisher
    let stamps: Stamps

    /// The inbox afterwards. Throws 404 for a notification that is not in it, 503 `store_unavailable`.
    func callAsFunction(_ id: NotificationID, by act: Act, read: Bool) async throws -> InboxState {
        let user = act.person.userID
        guard let update = try await inboxes.mark(id, of: user, read: read, entry: stamps.next(for: act)) else {
            throw Problem.noSuchNotification
        }
        if update.changed {
            let message = LiveMessage.change(read ? .read : .unread, [id], update.state)
            changes.publish([AddressedMessage(user: user, message: message)])
        }
        return update.state
    }
}

extension Problem {
    static var noSuchNotification: Problem { Problem(.notFound, "There is no such notification in your inbox.") }
}
