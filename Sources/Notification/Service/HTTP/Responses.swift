import CoreHTTP
import HTTPWire
import NotificationDomain

extension Response {
    /// `{notifications:[…], unread, position, nextCursor}`, and a Link to the next page (RFC 8288).
    static func inbox(_ result: ListNotifications.Result, _ request: PageRequest, path: String) -> Response {
        var json = JSONWriter(capacity: 512 + 700 * result.page.notifications.count)
        json.beginObject()
        json.key("notifications")
        json.beginArray()
        for notification in result.page.notifications { json.value(notification) }
        json.endArray()
        json.field("unread", result.page.state.unread)
        json.field("position", result.page.state.position.number)
        let cursor = result.next.map(PageRequest.cursor)
        json.field("nextCursor", cursor)
        json.endObject()
        var response = Response.json(bytes: json.finish())
        if let cursor {
            let unread = request.unreadOnly ? "&unread=true" : ""
            response.fields.append("Link", "<\(path)?limit=\(request.limit)&cursor=\(cursor)\(unread)>; rel=\"next\"")
        }
        return response
    }

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
