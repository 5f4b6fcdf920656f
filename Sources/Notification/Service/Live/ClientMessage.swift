import Contracts
import CoreHTTP
import NotificationDomain

/// A message of the client on the live socket.
enum ClientMessage: Equatable {
    /// `{"type":"resume","position":38}`: tell me everything after 38.
    case resume(Position)
    /// `{"type":"read","id":"…"}`
    case read(NotificationID)
    /// `{"type":"read-all"}`
    case readAll

    /// Nil for anything else.
    init?(_ text: String) {
        guard let json = try? JSONReader.parse(Array(text.utf8)) else { return nil }
        switch json["type"]?.text {
        case "resume":
            guard let position = json["position"]?.integer.flatMap(Position.init(_:)) else { return nil }
            self = .resume(position)
        case "read":
            guard let id = json["id"]?.text.flatMap(NotificationID.init) else { return nil }
            self = .read(id)
        case "read-all": self = .readAll
        default: return nil
        }
    }
}
