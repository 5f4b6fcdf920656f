/// A user after a change of name, role, active flag, owner or language, told on `RedisNames.usersChannel`:
///
/// ```json
/// {"id":"0197…","version":7,"name":"Dora Klein","role":"DOCTOR","active":true,"since":"2026-12-15T09:00:00Z",
///  "language":"de"}
/// ```
///
/// A hint only: whoever must not miss a change reads the changes from auth.
package struct UserChange: Hashable, Sendable {
    package let id: UserID
    /// Grows with every change of the account; an older one says nothing new.
    package let version: Int64
    /// First and last name.
    package let name: String
    package let role: Role
    package let active: Bool
    /// Since when the account has had this role, state and owner; tokens from before are void. Nil: since the account was made.
    package let since: Instant?
    /// Nil: not chosen.
    package let language: Language?

    package init(
        id: UserID, version: Int64, name: String, role: Role, active: Bool, since: Instant? = nil, language: Language? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.role = role
        self.active = active
        self.since = since
        self.language = language
    }

    /// The JSON names.
    package enum Field {
        package static let id: StaticString = "id"
        package static let version: StaticString = "version"
        package static let name: StaticString = "name"
        package static let role: StaticString = "role"
        package static let active: StaticString = "active"
        package static let since: StaticString = "since"
        package static let language: StaticString = "language"
    }
}
