import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Logging
import OpenSSL
import Postgres
import ServiceRuntime

/// Makes an admin from the command line: a new account, or the role for an existing one (`promote`).
struct CreateAdmin {
    enum Outcome: Sendable, Equatable {
        case created(UserID)
        case promoted(UserID)
        /// Somebody has the email already, and `promote` was not asked for.
        case emailTaken
        /// Nobody with this email could be promoted.
        case unknownEmail
    }

    let users: UserStore
    let events: SecurityEvents
    let passwords: PasswordHash
    let ids: IdentifierSource
    let clock: WallClock

    func create(_ registration: Registration) async throws -> Outcome {
        let hash = try passwords.hash(registration.password.bytes)
        let user = User(id: ids.next(), registration, at: clock.instant)
        guard try await users.add(user, passwordHash: hash, entry: events.operatorEntry()) else { return .emailTaken }
        await events.record(.adminCreated, of: user.id, from: nil)
        return .created(user.id)
    }

    /// Also switches the account on. Its password stays, its sessions end; the daemons notice within half a minute.
    func promote(_ email: EmailAddress) async throws -> Outcome {
        guard let user = try await users.credentials(of: email)?.user else { return .unknownEmail }
        let change = AccountChange(role: .admin, active: true)
        if case .changed(let old, let new, _) = try await users.change(
            user.id, by: change, at: clock.instant, entry: events.operatorEntry)
        {
            await events.record(
                .roleChanged, of: new.id, from: nil, detail: ["by": "command line", "from": old.role.rawValue, "to": "ADMIN"])
        }
        return .promoted(user.id)
    }
}
