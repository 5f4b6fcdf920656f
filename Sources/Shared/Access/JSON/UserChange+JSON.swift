package import Contracts
package import CoreHTTP

extension UserChange {
    /// What is published on Redis.
    package var payload: [UInt8] {
        var json = JSONWriter()
        json.value(self)
        return json.finish()
    }

    /// Nil for a payload that is not such a message.
    package init?(payload: [UInt8]) {
        guard let json = try? JSONReader.parse(payload) else { return nil }
        self.init(json)
    }

    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.text.flatMap(UserID.init), let version = json["version"]?.integer, let name = json["name"]?.text,
            let role = json["role"]?.text.flatMap(Role.init(rawValue:)), let active = json["active"]?.flag
        else { return nil }
        let since = json["since"]?.text
        guard since == nil || since.flatMap(Instant.init) != nil else { return nil }
        self.init(
            id: id, version: version, name: name, role: role, active: active, since: since.flatMap(Instant.init),
            // A language that only a later version knows counts as not chosen.
            language: json["language"]?.text.flatMap(Language.init(rawValue:)))
    }
}

extension UserChangePage {
    /// Nil for a body that is not such an answer.
    package init?(body: [UInt8]) {
        guard let json = try? JSONReader.parse(body), let elements = json["users"]?.elements,
            let position = json["position"]?.integer, let head = json["head"]?.integer
        else { return nil }
        let users = elements.compactMap { UserChange($0) }
        guard users.count == elements.count else { return nil }
        self.init(users: users, position: position, head: head)
    }
}

extension JSONWriter {
    package mutating func value(_ change: UserChange) {
        beginObject()
        field(UserChange.Field.id, change.id)
        field(UserChange.Field.version, change.version)
        field(UserChange.Field.name, change.name)
        field(UserChange.Field.role, change.role.rawValue)
        field(UserChange.Field.active, change.active)
        field(UserChange.Field.since, change.since)
        field(UserChange.Field.language, change.language?.rawValue)
        endObject()
    }

    package mutating func value(_ page: UserChangePage) {
        beginObject()
        key(UserChangePage.Field.users)
        beginArray()
        for user in page.users { value(user) }
        endArray()
        field(UserChangePage.Field.position, page.position)
        field(UserChangePage.Field.head, page.head)
        endObject()
    }
}
