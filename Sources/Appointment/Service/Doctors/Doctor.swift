import Contracts

/// A doctor who can be booked, as auth describes them.
struct Doctor: Sendable, Equatable {
    let id: UserID
    /// First and last name.
    let name: String
}

/// A doctor among those of a specialization.
struct Specialist: Sendable, Equatable {
    let doctor: Doctor
    let specialization: String?
}
