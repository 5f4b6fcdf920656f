import Access
import Contracts
import CoreHTTP
import NotificationDomain

extension JSONWriter {
    /// `{id, seq, type, title, message, read, metadata, createdAt}`
    mutating func value(_ notification: InboxNotification) {
        beginObject()
        field("id", notification.id)
        field("seq", notification.position.number)
        field("type", notification.type)
        field("title", notification.title)
        field("message", notification.message)
        field("read", notification.read)
        key("metadata")
        raw(notification.metadata.utf8.span)
        field("createdAt", notification.createdAt)
        endObject()
    }
}
