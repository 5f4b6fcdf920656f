import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Postgres
import ServiceRuntime

/// The addresses of accounts, and the links that confirm them, in auth_db.
struct AddressStore: Sendable {
    let pool: PostgresPool
    let letters: Letters

    struct Change: Sendable {
        let user: User
        let revoked: [Revocation]
    }

    /// Nil for a link that does not work, or belongs to another account.
    func verify(_ digest: [UInt8], of user: UserID, at now: Instant, entry: AuditStamp) async throws(PostgresError) -> User? {
        let values: [PostgresValue] = [.bytes(digest), .id(user), .instant(now)]
        return try await pool.query(AddressStatements.verify, values + entry.values).first.map {
            row throws(PostgresError) in try User(row)
        }
    }

    /// In one transaction: takes the link, sets the new address, ends all other sessions, and writes to the old address. Nil for
    /// a link that does not work. Throws 409 `email_taken`: then the link stays.
    func change(_ digest: [UInt8], by principal: Principal, at now: Instant, entry: AuditStamp) async throws -> Change? {
        let user = PostgresValue.id(principal.userID)
        return try await pool.transaction { transaction in
            guard let row = try await transaction.query(UserStatements.lockByID, [user]).first else { return nil }
            let old = try User(row)
            guard old.active else { return nil }
            let link = try await transaction.query(
                AddressStatements.take, [.bytes(digest), .text(Letter.newAddress.rawValue), user, .instant(now)])
            guard let address = try link.first?.text(0) else { return nil }
            let changed = try await set(
                AddressStatements.change, [user, .text(address), .instant(now)] + entry.values, transaction)
            _ = try await transaction.query(AddressStatements.voidLinks, [user, .null])
            let revoked = try await transaction.query(
                SessionStatements.revokeOthers,
                [user, .instant(now), .text(RevocationReason.addressChange.rawValue), .id(principal.sessionID)]
            ).revocations()
            // Only somebody who has shown that the address is theirs can take it back.
            try await letters.write(
                old.emailVerified ? .addressChanged : .addressLeft, of: principal.userID, to: old.email, in: transaction)
            return Change(user: changed, revoked: revoked)
        }
    }

    /// Gives an account back the address it had, with a password that nobody knows, ends all sessions, and sends a letter for
    /// setting another password. `cookie`: SHA-256 of the cookie of the browser in which that works. Nil for a link that does not
    /// work.
    /// `entry`: what the access log says of its owner.
    func changeBack(
        _ digest: [UInt8], hash: String, cookie: [UInt8], at now: Instant, entry: (User) -> AuditStamp
    ) async throws -> Change? {
        try await pool.transaction { transaction in
            let link = try await transaction.query(AddressStatements.takeBack, [.bytes(digest), .instant(now)])
            guard let link = link.first.map({ RowOf<LinkBackColumn>($0) }) else { return nil }
            let (user, address): (UserID, String) = (try link.id(.user), try link.text(.address))
            let since = try link.instant(.createdAt)
            // Thrown, so that the link stays for an account that is switched on again.
            guard let row = try await transaction.query(UserStatements.lockByID, [.id(user)]).first,
                case let owner = try User(row), owner.active
            else { throw MailToken.refused }
            let values: [PostgresValue] = [.id(user), .text(address), .instant(now), .text(hash)]
            let changed = try await set(AddressStatements.changeBack, values + entry(owner).values, transaction)
            _ = try await transaction.query(AddressStatements.voidLinks, [.id(user), .instant(since)])
            let revoked = try await transaction.query(
                SessionStatements.revokeAll, [.id(user), .instant(now), .text(RevocationReason.addressChange.rawValue)]
            ).revocations()
            try await letters.write(.recovery, of: nil, to: address, cookie: cookie, in: transaction)
            return Change(user: changed, revoked: revoked)
        }
    }

    /// Throws 409 `email_taken`, also when somebody else takes the address at the same moment.
    private func set(_ statement: Statement, _ values: [PostgresValue], _ transaction: PostgresTransaction) async throws -> User {
        do {
            guard let row = try await transaction.query(statement, values).first else { throw Self.taken }
            return try User(row)
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw Self.taken
        }
    }

    private static var taken: Problem { Problem(.emailTaken, "Somebody else has this address by now.") }
}
