import Access
import Audit
import AuthDomain
import Contracts
import Hosting
import Postgres
import WebAuthn

/// Invitations in auth_db.
struct InvitationStore: Sendable {
    let pool: PostgresPool
    let letters: Letters

    /// The outcome of a consent by the owner of an existing account.
    enum Consent: Sendable {
        case refused(Invitation?)
        /// The account has another address.
        case ofAnother
        /// It would remove the last admin.
        case lastAdmin
        case given(Invitation, from: User, to: User, revoked: [Revocation])
    }

    // MARK: By admins

    /// Stores it, with the mail if it goes by mail. Nil when the address is invited already. `link`: the one whose token it gets.
    func add(
        _ form: InvitationForm, as id: InvitationID, by admin: UserID, _ link: InvitationLink, at now: Instant, entry: AuditStamp
    ) async throws -> Invitation? {
        let values: [PostgresValue] = [
            .id(id), .bytes(link.digest), .text(form.email.description), .text(form.role.rawValue),
            .text(form.firstName.description), .text(form.lastName.description), .text(form.specialization?.description),
            .text(form.language?.rawValue), .text(link.delivery.rawValue), .id(admin), .instant(now), .instant(Self.end(now)),
        ]
        return try await keep(InvitationStatements.insert, values + entry.values, link)
    }

    /// Nil when it is closed, or does not exist.
    func renew(_ id: InvitationID, _ link: InvitationLink, at now: Instant, entry: AuditStamp) async throws -> Invitation? {
        let values: [PostgresValue] = [
            .id(id), .bytes(link.digest), .text(link.delivery.rawValue), .instant(now), .instant(Self.end(now)),
        ]
        return try await keep(InvitationStatements.renew, values + entry.values, link)
    }

    private func keep(_ statement: Statement, _ values: [PostgresValue], _ link: InvitationLink) async throws -> Invitation? {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(statement, values).first else { return nil }
            let invitation = try Invitation(row)
            if link.delivery == .email {
                try await letters.write(
                    .invitation, id: link.id, of: nil, to: invitation.email, language: invitation.language, in: transaction)
            }
            return invitation
        }
    }

    func revoke(_ id: InvitationID, at now: Instant, entry: AuditStamp) async throws(PostgresError) -> Invitation? {
        try await one(InvitationStatements.revoke, [.id(id), .instant(now)] + entry.values)
    }

    func invitation(_ id: InvitationID) async throws(PostgresError) -> Invitation? {
        try await one(InvitationStatements.byID, [.id(id)])
    }

    private func one(_ statement: Statement, _ values: [PostgresValue]) async throws(PostgresError) -> Invitation? {
        try await pool.query(statement, values).first.map { row throws(PostgresError) in try Invitation(row) }
    }

    /// Newest first, after `position`, at most `limit`. `state` nil: any.
    func invitations(
        _ state: Invitation.State?, after position: PagePosition?, limit: Int, at now: Instant
    ) async throws(PostgresError) -> [Invitation] {
        let values: [PostgresValue] = [
            .instant(position?.at), .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
            .text(state?.rawValue), .instant(now),
        ]
        var found: [Invitation] = []
        for row in try await pool.read(InvitationStatements.list, values) { found.append(try Invitation(row)) }
        return found
    }

    // MARK: By whoever has the link

    /// Nil for a link that does not exist, or was replaced.
    func invitation(of digest: [UInt8]) async throws(PostgresError) -> (invitation: Invitation, hasAccount: Bool)? {
        guard let row = try await pool.query(InvitationStatements.byDigest, [.bytes(digest)]).first else { return nil }
        let columns = RowOf<Invitation.Column>(row)
        let more: RowOf<InvitedColumn> = columns.next()
        return (try Invitation(columns), try more.bool(.hasAccount))
    }

    /// Makes the account with its first session. False, and nothing stored, when the link does not work any more or somebody has
    /// the address.
    func accept(_ digest: [UInt8], _ user: User, passwordHash: String, session: SessionRow, entry: AuditStamp) async throws
        -> Bool
    {
        let values = Self.values(digest, user, passwordHash: passwordHash, session, entry)
        return try await pool.unlessUndone { transaction in
            try await transaction.query(InvitationStatements.accept, values).affectedRows == 1
        }
    }

    /// The same with a passkey in the place of a password, and the recovery codes that come with a second factor; nil for false. Throws 409
    /// `passkey_exists`, and nothing is kept.
    func accept(
        _ digest: [UInt8], _ user: User, _ passkey: RelyingParty.NewCredential, named name: PasskeyName, session: SessionRow,
        entry: AuditStamp
    ) async throws -> [RecoveryCode]? {
        let values = Self.values(digest, user, passwordHash: nil, session, entry)
        var codes: [RecoveryCode] = []
        let isDone = try await pool.unlessUndone { transaction in
            guard try await transaction.query(InvitationStatements.accept, values).affectedRows == 1 else { return false }
            try await PasskeyStore.add(passkey, of: user.id, named: name.description, at: user.createdAt, in: transaction)
            codes = try await RecoveryCodes.replace(of: user.id, at: user.createdAt, in: transaction)
            return true
        }
        return isDone ? codes : nil
    }

    private static func values(
        _ digest: [UInt8], _ user: User, passwordHash: String?, _ session: SessionRow, _ entry: AuditStamp
    ) -> [PostgresValue] {
        [
            .bytes(digest), .id(user.id), .text(passwordHash), .text(user.firstName), .text(user.lastName), .text(user.phone),
            .text(user.language?.rawValue), .instant(user.createdAt),
        ] + session.values + entry.values
    }

    /// Gives the role to an existing account, and ends its sessions.
    func consent(_ digest: [UInt8], by user: UserID, at now: Instant, entry: AuditStamp) async throws -> Consent {
        try await pool.transaction { transaction in
            // In the order in which others lock who change accounts: admins, the account; then the invitation.
            var admins: [UserID] = []
            for row in try await transaction.query(UserStatements.lockAdmins) { admins.append(try row.id(0)) }
            guard let row = try await transaction.query(UserStatements.lockByID, [.id(user)]).first else { return .ofAnother }
            let old = try User(row)
            guard let found = try await transaction.query(InvitationStatements.lockByDigest, [.bytes(digest)]).first else {
                return .refused(nil)
            }
            let invitation = try Invitation(found)
            guard invitation.email == old.email else { return .ofAnother }
            guard invitation.state(at: now) == .open else { return .refused(invitation) }
            let change = AccountChange(role: invitation.role)
            guard change.decide(for: old, otherAdmins: admins.filter { $0 != user }.count) != .lastAdmin else { return .lastAdmin }
            let values: [PostgresValue] = [
                .id(user), .text(invitation.role.rawValue), .text(invitation.specialization),
                .bool(invitation.delivery == .email), .instant(now),
            ]
            let new = try User(try await transaction.query(InvitationStatements.consent, values)[0])
            try await transaction.record(.consent, AuditObject(user, version: new.version), of: [user], entry: entry)
            _ = try await transaction.query(InvitationStatements.close, [.id(invitation.id), .id(user), .instant(now)])
            let revoked = try await transaction.query(
                SessionStatements.revokeAll, [.id(user), .instant(now), .text(RevocationReason.roleChange.rawValue)]
            ).revocations()
            return .given(invitation, from: old, to: new, revoked: revoked)
        }
    }

    // MARK: Passkeys of accounts to be

    /// `account`: whose passkey it will be.
    func keep(
        _ challenge: [UInt8], of invitation: InvitationID, cookie: [UInt8], for account: UserID, until end: Instant
    ) async throws(PostgresError) {
        _ = try await pool.query(
            InvitationStatements.challenge,
            [.bytes(challenge), .id(invitation), .bytes(cookie), .id(account), .instant(end)])
    }

    /// Whose passkey is being made; nil when the challenge was not given out for this invitation to this browser, or has ended. It is gone
    /// afterwards, whatever the answer.
    func take(
        _ challenge: [UInt8], of invitation: InvitationID, cookie: [UInt8], at now: Instant
    ) async throws(PostgresError) -> UserID? {
        let values: [PostgresValue] = [.bytes(challenge), .id(invitation), .bytes(cookie), .instant(now)]
        guard let taken = try await pool.query(InvitationStatements.takeChallenge, values).first else { return nil }
        let row = RowOf<InvitationChallengeColumn>(taken)
        return try row.bool(.fits) ? try row.id(.account) : nil
    }

    // MARK: The end

    /// Removes what was accepted, revoked or too old before `end`, which is no later than now, and challenges that have ended.
    func sweep(closedBefore end: Instant, at now: Instant) async throws(PostgresError) {
        _ = try await pool.query(InvitationStatements.sweepChallenges, [.instant(now)])
        while try await pool.query(InvitationStatements.sweep, [.instant(end)]).affectedRows == InvitationStatements.sweepSize {}
    }

    private static func end(_ now: Instant) -> Instant { now.adding(seconds: Invitation.lifetimeSeconds) }
}
