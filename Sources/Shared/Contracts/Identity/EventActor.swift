/// The one who made a change, as histories and events name them.
package struct EventActor: Hashable, Sendable {
    /// Nil exactly when the system acted by itself.
    package let id: UserID?
    package let role: ActorRole

    package init(_ id: UserID, as role: Role) {
        self.id = id
        self.role = ActorRole(role)
    }

    /// From stored parts; nil when they contradict each other: a person without id, or the system with one.
    package init?(id: UserID?, role: ActorRole) {
        guard (id == nil) == (role == .system) else { return nil }
        self.id = id
        self.role = role
    }

    private init() {
        id = nil
        role = .system
    }

    package static let system = EventActor()
}
