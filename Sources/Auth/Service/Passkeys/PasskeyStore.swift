import Access
import Contracts
import CoreHTTP
import Hosting
import Postgres
import WebAuthn

/// Passkeys and their challenges, in auth_db.
struct PasskeyStore: Sendable {
    let pool: PostgresPool

    /// A passkey that somebody shows, as it is stored.
    struct Known: Sendable {
        let user: UserID
        let credential: RelyingParty.StoredCredential
        let isBackupEligible: Bool
    }

    func passkeys(of user: UserID) async throws(PostgresError) -> [Passkey] {
        var passkeys: [Passkey] = []
        for row in try await pool.query(PasskeyStatements.list, [.id(user)]) { passkeys.append(try Passkey(RowOf(row))) }
        return passkeys
    }

    func passkey(_ id: [UInt8]) async throws(PostgresError) -> Known? {
        guard let found = try await pool.query(PasskeyStatements.byID, [.bytes(id)]).first else { return nil }
        let row = RowOf<KnownPasskeyColumn>(found)
        let count = UInt32(clamping: try row.int(.signCount))
        return Known(
            user: try row.id(.user), credential: .init(key: try row.bytes(.key), signCount: count),
            isBackupEligible: try row.bool(.isBackupEligible))
    }

    /// False when another assertion has moved the counter further meanwhile.
    func use(_ id: [UInt8], _ use: RelyingParty.Use, at now: Instant) async throws(PostgresError) -> Bool {
        let values: [PostgresValue] = [.bytes(id), .int(Int(use.signCount)), .bool(use.isBackedUp), .instant(now)]
        return try await pool.query(PasskeyStatements.use, values).affectedRows == 1
    }

    /// In a transaction. Throws 409 `passkey_exists` when somebody has it.
    static func add(
        _ made: RelyingParty.NewCredential, of user: UserID, named name: String, at now: Instant,
        in transaction: PostgresTransaction
    ) async throws {
        let values: [PostgresValue] = [
            .bytes(made.id), .id(user), .bytes(made.key), .int(Int(made.algorithm)), .int(Int(made.signCount)),
            .bool(made.isBackupEligible), .bool(made.isBackedUp), .text(name), .instant(now),
        ]
        guard try await transaction.query(PasskeyStatements.insert, values).affectedRows == 1 else {
            throw Problem(.passkeyExists, "This passkey is there already.")
        }
    }

    // MARK: Challenges

    /// `user`: who makes a passkey; nil for showing one.
    func keep(_ challenge: [UInt8], of user: UserID?, until end: Instant) async throws(PostgresError) {
        _ = try await pool.query(PasskeyStatements.challenge, [.bytes(challenge), .id(user), .instant(end)])
    }

    /// Whether the challenge was given to `user` and has not expired. It is removed in any case.
    func take(_ challenge: [UInt8], of user: UserID?, at now: Instant) async throws(PostgresError) -> Bool {
        guard let taken = try await pool.query(PasskeyStatements.takeChallenge, [.bytes(challenge)]).first else { return false }
        let row = RowOf<ChallengeColumn>(taken)
        let owner: UserID? = try row.idOrNil(.user)
        let end = try row.instant(.expiresAt)
        return owner == user && end > now
    }

    func sweep(before now: Instant) async throws(PostgresError) {
        _ = try await pool.query(PasskeyStatements.sweep, [.instant(now)])
    }
}
