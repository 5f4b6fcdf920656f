import CoreHTTP
import NotificationDomain

/// A message between replicas on a user's Redis channel.
enum ChannelMessage: Equatable {
    /// A change, in the bytes that the sockets are sent.
    case live(LiveMessage)
    /// `{"type":"head","position":42}`: the inbox has come this far; whoever is behind asks the database.
    case head(Position)

    /// Nil for what no replica writes.
    init?(_ payload: [UInt8]) {
        guard let json = try? JSONReader.parse(payload), let position = json["position"]?.integer.flatMap(Position.init(_:)) else {
            return nil
        }
        if json["type"] == "head" {
            self = .head(position)
        } else {
            guard let kind = json["type"]?.text.flatMap(LiveMessage.Kind.init), let unread = json["unread"]?.integer else {
                return nil
            }
            self = .live(LiveMessage(kind: kind, position: position, unread: unread, json: payload))
        }
    }

    var payload: [UInt8] {
        switch self {
        case .live(let message): return message.json
        case .head(let position):
            var json = JSONWriter(capacity: 48)
            json.beginObject()
            json.field("type", "head")
            json.field("position", position.number)
            json.endObject()
            return json.finish()
        }
    }
}
