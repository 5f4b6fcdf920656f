import AuthDomain
import Hosting
import ServiceRuntime

/// `auth verify-email`: an operator confirms that an address belongs to the account's owner, who gets mail there from now on.
///
/// ```
/// auth verify-email --email ann@clinic.example [--email bob@clinic.example …]
/// ```
///
/// Status 0, also when it was verified already; 1 when it cannot be done, such as for an address without an account (those before it are
/// done); 2 for arguments that mean nothing.
struct VerifyEmailCommand {
    static let usage = "       auth verify-email --email EMAIL [--email EMAIL ...]\n"

    private var emails: [String] = []

    /// Nil for arguments that mean nothing.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard option == "--email", let value = rest.popFirst() else { return nil }
            emails.append(value)
        }
        guard !emails.isEmpty else { return nil }
    }

    /// Returns the sentences to print.
    func run(_ settings: AccountCommand.Settings) throws -> String {
        let addresses = try emails.map {
            try EmailAddress($0).orThrow(AccountCommand.Failure(description: "\($0) is no email address"))
        }
        return try AccountCommand.run(settings, log: "verify-email") { users, events, _ in
            for address in addresses {
                guard let (user, isNew) = try await users.verify(address, at: WallClock.system.instant) else {
                    throw AccountCommand.Failure(description: "\(address) has no account")
                }
                if isNew { await events.record(.emailVerified, of: user, from: nil) }
            }
            return addresses.map { "\($0) is verified" }.joined(separator: "\n")
        }
    }
}
