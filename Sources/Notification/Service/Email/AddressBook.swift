import Contracts

/// Where a user gets mail.
protocol AddressBook: Sendable {
    /// Nil for nobody's id and for accounts that have been closed.
    func address(of user: UserID) async throws(AddressesUnavailable) -> String?
}

/// Nobody answers who knows.
struct AddressesUnavailable: Error {}
