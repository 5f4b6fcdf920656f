import Contracts

/// Whose appointments: one of the two people's, as which of them, or those in the book that a desk works with.
enum Participant: Sendable, Equatable {
    case patient(UserID)
    case doctor(UserID)
    case desk(UserID)
}
