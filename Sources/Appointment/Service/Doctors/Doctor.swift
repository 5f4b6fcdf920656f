import Contracts

/// A doctor who can be booked, as auth describes him.
struct Doctor: Sendable, Equatable {
    let id: UserID
    /// First and last name.
    let name: String
}
