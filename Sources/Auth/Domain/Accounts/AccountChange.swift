package import Contracts

/// What an admin changes in somebody's account; nil keeps the present value.
package struct AccountChange: Sendable, Equatable {
    package var role: Role?
    package var active: Bool?

    package init(role: Role? = nil, active: Bool? = nil) {
        self.role = role
        self.active = active
    }

    package enum Decision: Sendable, Equatable {
        /// The account is like that already.
        case unchanged
        /// Nobody could undo it: the last active admin would be gone. 409.
        case lastAdmin
        /// The account after the change, and whether its sessions end with it.
        case changed(role: Role, active: Bool, endsSessions: Bool)
    }

    /// Whether it may remove an active admin, so that `decide` needs the number of the others.
    package var mayRemoveAdmin: Bool { active == false || (role != nil && role != .admin) }

    /// `otherAdmins`: active admins besides this one.
    package func decide(for user: User, otherAdmins: Int) -> Decision {
        let newRole = role ?? user.role
        let newActive = active ?? user.active
        if newRole == user.role, newActive == user.active { return .unchanged }
        let wasAdmin = user.role == .admin && user.active
        let isAdmin = newRole == .admin && newActive
        if wasAdmin, !isAdmin, otherAdmins == 0 { return .lastAdmin }
        return .changed(role: newRole, active: newActive, endsSessions: newRole != user.role || !newActive)
    }
}
