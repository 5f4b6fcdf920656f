package import Contracts
import CoreHTTP

/// A message on `RedisNames.revocationsChannel`; `Revocation` shows the form.
package enum RevocationMessage: Equatable, Sendable {
    case revoked([Revocation])
    /// The set in Redis may have changed without a message.
    case reload

    package var payload: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        switch self {
        case .reload: json.field(Revocation.Field.reload, true)
        case .revoked(let revocations):
            json.key(Revocation.Field.revoked)
            json.beginArray()
            for revocation in revocations { json.value(revocation) }
            json.endArray()
        }
        json.endObject()
        return json.finish()
    }

    /// Nil for a payload that is not such a message.
    package init?(_ payload: [UInt8]) {
        guard let json = try? JSONReader.parse(payload) else { return nil }
        if json["reload"] == true {
            self = .reload
            return
        }
        guard let elements = json["revoked"]?.elements else { return nil }
        let revocations = elements.compactMap { Revocation($0) }
        guard revocations.count == elements.count else { return nil }
        self = .revoked(revocations)
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ revocation: Revocation) {
        beginObject()
        field(Revocation.Field.sessionID, revocation.sessionID)
        field(Revocation.Field.userID, revocation.userID)
        field(Revocation.Field.until, revocation.until.seconds)
        endObject()
    }
}

extension Revocation {
    fileprivate init?(_ json: JSONValue) {
        guard let session = json["sessionId"]?.text.flatMap(SessionID.init), let user = json["userId"]?.text.flatMap(UserID.init),
            let until = json["until"]?.integer
        else { return nil }
        self.init(sessionID: session, userID: user, until: Instant(seconds: until))
    }
}
