import CoreHTTP
import HTTPWire
import NotificationDomain

extension Response {
    /// `{unread, position}`
    static func inbox(_ state: InboxState) -> Response {
        .json { json in
            json.beginObject()
            json.field("unread", state.unread)
            json.field("position", state.position.number)
            json.endObject()
        }
    }
}

extension JSONWriter {
    /// `{notifications:[…], unread, position, nextCursor}`
    static func inbox(_ result: ListNotifications.Result) -> [UInt8] {
        var json = JSONWriter(capacity: 512 + 700 * result.page.notifications.count)
        json.beginObject()
        json.key("notifications")
        json.beginArray()
        for notification in result.page.notifications { json.value(notification) }
        json.endArray()
        json.field("unread", result.page.state.unread)
        json.field("position", result.page.state.position.number)
        json.field("nextCursor", result.next.map(PageRequest.cursor))
        json.endObject()
        return json.finish()
    }
}
