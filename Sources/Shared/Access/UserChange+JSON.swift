package import Contracts
import CoreHTTP

extension UserChange {
    package var payload: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field(Field.id, id.description)
        json.field(Field.version, version)
        json.field(Field.name, name)
        json.field(Field.role, role.rawValue)
        json.field(Field.active, active)
        json.endObject()
        return json.finish()
    }

    /// Nil for what is no message of ours.
    package init?(payload: [UInt8]) {
        guard let json = try? JSONReader.parse(payload), let id = json["id"]?.text.flatMap(UserID.init),
            let version = json["version"]?.integer, let name = json["name"]?.text,
            let role = json["role"]?.text.flatMap(Role.init(rawValue:)), let active = json["active"]?.flag
        else { return nil }
        self.init(id: id, version: version, name: name, role: role, active: active)
    }
}
