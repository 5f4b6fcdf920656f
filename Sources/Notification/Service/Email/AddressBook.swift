import Contracts

/// Where a user gets mail.
protocol AddressBook: Sendable {
    func address(of user: UserID) async throws(AddressesUnavailable) -> MailAddress
}

/// Where somebody gets mail, if at all.
enum MailAddress: Sendable, Equatable {
    case known(String)
    /// It is not confirmed: it may belong to somebody who never asked for mail from us.
    case unverified
    /// Nobody has the id, or the account has been switched off.
    case closed
}

/// Auth does not answer.
struct AddressesUnavailable: Error {}
