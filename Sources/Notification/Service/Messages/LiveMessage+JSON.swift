import Access
import Contracts
import CoreHTTP
import NotificationDomain

extension LiveMessage {
    /// `{"type":"notification","position":42,"unread":4,"notification":{…}}`
    static func arrival(of notification: InboxNotification, unread: Int64) -> LiveMessage {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.field("type", "notification")
        json.field("position", notification.position.number)
        json.field("unread", unread)
        json.key("notification")
        json.value(notification)
        json.endObject()
        return LiveMessage(kind: .notification, position: notification.position, unread: unread, json: json.finish())
    }

    /// `{"type":"inbox","position":43,"unread":3,"change":"read","ids":["…"]}`; no ids when the change is about all.
    static func change(_ kind: InboxChangeKind, _ ids: [NotificationID], _ state: InboxState) -> LiveMessage {
        precondition(kind != .arrived, "an arrival has a message of its own")
        var json = JSONWriter(capacity: 192)
        json.beginObject()
        json.field("type", "inbox")
        json.field("position", state.position.number)
        json.field("unread", state.unread)
        json.field("change", kind.rawValue)
        json.key("ids")
        json.beginArray()
        for id in ids { json.value(id) }
        json.endArray()
        json.endObject()
        return LiveMessage(kind: .inbox, position: state.position, unread: state.unread, json: json.finish())
    }

    /// A change that is sent later. `unread` is the current count: the one at that time is not stored, and the badge must not
    /// flicker through the past. An arrival whose notification is gone is sent as its deletion.
    static func replay(_ entry: InboxHistory.Entry, unread: Int64) -> LiveMessage {
        let change = entry.change
        if change.kind == .arrived, let notification = entry.notification { return arrival(of: notification, unread: unread) }
        let kind = change.kind == .arrived ? InboxChangeKind.deleted : change.kind
        return Self.change(
            kind, change.notificationID.map { [$0] } ?? [], InboxState(position: change.position, unread: unread))
    }

    /// `{"type":"hello","account":"…","position":41,"unread":3,"recovered":true}`: not a change, but whose socket it is and where it
    /// begins.
    static func hello(of user: UserID, _ state: InboxState, recovered: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 160)
        json.beginObject()
        json.field("type", "hello")
        json.field("account", user)
        json.field("position", state.position.number)
        json.field("unread", state.unread)
        json.field("recovered", recovered)
        json.endObject()
        return json.finish()
    }

    /// `{"type":"bye","code":4401,"reason":"session ended"}`: the last event of a stream, which has no close code.
    static func bye(_ end: SocketEnd) -> [UInt8] {
        var json = JSONWriter(capacity: 96)
        json.beginObject()
        json.field("type", "bye")
        json.field("code", Int(end.code))
        json.field("reason", end.reason)
        json.endObject()
        return event("bye", at: nil, json.finish())
    }
}
