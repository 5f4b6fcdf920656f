/// A user as he is after his name, role or active flag has changed, told on `RedisNames.usersChannel`:
///
/// ```json
/// {"id":"0197…","version":7,"name":"Dora Klein","role":"DOCTOR","active":true}
/// ```
///
/// It only wakes: who must miss nothing reads what has changed since from auth.
package struct UserChange: Hashable, Sendable {
    package let id: UserID
    /// Grows with every change of the account; an older one says nothing new.
    package let version: Int64
    /// First and last name.
    package let name: String
    package let role: Role
    package let active: Bool

    package init(id: UserID, version: Int64, name: String, role: Role, active: Bool) {
        self.id = id
        self.version = version
        self.name = name
        self.role = role
        self.active = active
    }

    /// The JSON names.
    package enum Field {
        package static let id: StaticString = "id"
        package static let version: StaticString = "version"
        package static let name: StaticString = "name"
        package static let role: StaticString = "role"
        package static let active: StaticString = "active"
    }
}
