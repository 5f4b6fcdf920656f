import Contracts

/// What the badge shows.
struct CountUnread: Sendable {
    let inboxes: any InboxStore

    /// Throws 503 `store_unavailable`.
    func callAsFunction(_ user: UserID) async throws -> InboxState { try await inboxes.state(of: user) }
}
