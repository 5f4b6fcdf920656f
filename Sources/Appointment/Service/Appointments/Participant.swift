import Contracts

/// Whose appointments, and as which of the two.
enum Participant: Sendable, Equatable {
    case patient(UserID)
    case doctor(UserID)
}
