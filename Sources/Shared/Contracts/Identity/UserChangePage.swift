/// Part of auth's answer to who has changed: GET /internal/users/changes?since=
///
/// ```json
/// {"users":[{"id":"0197…","version":7,"name":"Dora Klein","role":"DOCTOR","active":true}],"position":41,"head":57}
/// ```
///
/// Positions are in the order of the commits: what is committed later has a higher one. A user who changed several times appears
/// once, as they are now.
package struct UserChangePage: Hashable, Sendable {
    /// The users in the order of their last changes.
    package let users: [UserChange]
    /// `since` for the next page.
    package let position: Int64
    /// The last change there is. Below `since`, auth's database is older than what was read from it: begin anew at 0.
    package let head: Int64

    package init(users: [UserChange], position: Int64, head: Int64) {
        self.users = users
        self.position = position
        self.head = head
    }

    /// The JSON names.
    package enum Field {
        package static let users: StaticString = "users"
        package static let position: StaticString = "position"
        package static let head: StaticString = "head"
    }
}
