import Access
import Audit
import AuthDomain
import Contracts
import Hosting
import Postgres

/// Accounts in auth_db; `sql/auth` has the tables. Each method is a transaction of its own.
struct UserStore: Sendable {
    let pool: PostgresPool

    // MARK: New accounts

    /// Stores a new account with its first session. False, and nothing stored, when somebody has the email already.
    func register(_ user: User, passwordHash: String, session: SessionRow, entry: AuditStamp) async throws(PostgresError) -> Bool {
        let values = user.values(passwordHash) + session.values + entry.values
        return try await pool.query(UserStatements.register, values).affectedRows == 1
    }

    /// Stores a new account without a session. False, and nothing stored, when somebody has the email already.
    func add(_ user: User, passwordHash: String, entry: AuditStamp) async throws(PostgresError) -> Bool {
        let values = user.values(passwordHash) + [.instant(user.createdAt)] + entry.values
        return try await !pool.query(UserStatements.insert, values).isEmpty
    }

    // MARK: Signing in

    /// The account of an email, in whatever case it was registered.
    func credentials(of email: EmailAddress) async throws(PostgresError) -> Credentials? {
        try await credentials(UserStatements.credentialsByEmail, .text(email.description))
    }

    func credentials(of id: UserID) async throws(PostgresError) -> Credentials? {
        try await credentials(UserStatements.credentialsByID, .id(id))
    }

    private func credentials(_ statement: Statement, _ key: PostgresValue) async throws(PostgresError) -> Credentials? {
        guard let row = try await pool.query(statement, [key]).first else { return nil }
        let account = RowOf<User.Column>(row)
        let more: RowOf<CredentialColumn> = account.next()
        return Credentials(user: try User(account), passwordHash: try more.textOrNil(.passwordHash))
    }

    /// Stores a session for somebody who has shown the password of `credentials`. False, and nothing stored, when that password or
    /// the account is no longer valid.
    func open(_ session: SessionRow, with credentials: Credentials) async throws(PostgresError) -> Bool {
        let result = try await pool.query(
            UserStatements.openSession, [.id(credentials.user.id), .text(credentials.passwordHash)] + session.values)
        return result.affectedRows == 1
    }

    /// Replaces the hash in `credentials` by `hash`, for the same password. Does nothing when the password has changed meanwhile.
    func rehash(_ credentials: Credentials, to hash: String) async throws(PostgresError) {
        _ = try await pool.query(
            UserStatements.rehash, [.id(credentials.user.id), .text(credentials.passwordHash), .text(hash)])
    }

    // MARK: Changes

    func user(_ id: UserID) async throws(PostgresError) -> User? {
        guard let row = try await pool.query(UserStatements.byID, [.id(id)]).first else { return nil }
        return try User(row)
    }

    /// The account afterwards; nil when it is gone or switched off.
    func change(_ id: UserID, to profile: ProfileChange, at now: Instant, entry: AuditStamp) async throws(PostgresError) -> User? {
        let values: [PostgresValue] = [
            .id(id), .instant(now), .text(profile.firstName?.description), .text(profile.lastName?.description),
            .bool(profile.phone != nil), .text((profile.phone ?? nil)?.description), .bool(profile.specialization != nil),
            .text((profile.specialization ?? nil)?.description), .bool(profile.language != nil),
            .text((profile.language ?? nil)?.rawValue),
        ]
        guard let row = try await pool.query(UserStatements.changeProfile, values + entry.values).first else { return nil }
        return try User(row)
    }

    /// Changes the password, ends all sessions but one, and all refresh tokens of that one. Nil, and nothing changed, when the
    /// password in `credentials` or the account is no longer valid.
    ///
    /// The second statement sees every session that was opened with the old password, since opening one locks the account.
    func changePassword(
        _ credentials: Credentials, to hash: String, renewing renewal: SessionRenewal, telling events: SecurityEvents,
        entry: AuditStamp
    ) async throws -> PasswordChangeOutcome? {
        let (user, now) = (PostgresValue.id(credentials.user.id), PostgresValue.instant(renewal.now))
        return try await pool.transaction { transaction in
            let changed = try await transaction.query(
                UserStatements.changePassword, [user, .text(credentials.passwordHash), .text(hash), now] + entry.values)
            guard !changed.isEmpty else { return nil }
            try await events.tell(.passwordChanged, to: credentials.user.id, in: transaction)
            let revoked = try await transaction.query(
                SessionStatements.revokeOthers,
                [user, now, .text(RevocationReason.passwordChange.rawValue), .id(renewal.id)]
            ).revocations()
            _ = try await transaction.query(SessionStatements.retireTokens, [.id(renewal.id)])
            let row = try await transaction.query(
                SessionStatements.renew,
                [.id(renewal.id), user, now, .instant(renewal.accessEndsAt), .bytes(renewal.refreshHash)]
            ).first
            return PasswordChangeOutcome(revoked: revoked, renewed: try row.map { try SessionRow(renewal, RowOf($0)) })
        }
    }

    /// Marks an address as verified. Returns the account, and whether the address was not verified before; nil when nobody has the
    /// address.
    func verify(_ email: EmailAddress, at now: Instant, entry: AuditStamp) async throws(PostgresError) -> (
        user: UserID, isNew: Bool
    )? {
        let values: [PostgresValue] = [.text(email.description), .instant(now)]
        guard let row = try await pool.query(UserStatements.verifyEmail, values + entry.values).first else { return nil }
        let verification = RowOf<VerificationColumn>(row)
        return (try verification.id(.user), try verification.bool(.isNew))
    }

    /// Changes role and active flag; ends the sessions that the change forbids.
    ///
    /// Admins are locked in the order of their ids: of two admins who demote each other the second is refused.
    /// `entry`: what the access log says of whoever does it, anew for each entry.
    func change(_ id: UserID, by change: AccountChange, at now: Instant, entry: () -> AuditStamp) async throws -> AccountOutcome {
        try await pool.transaction { transaction in
            var admins: [UserID] = []
            if change.mayRemoveAdmin {
                for row in try await transaction.query(UserStatements.lockAdmins) { admins.append(try row.id(0)) }
            }
            guard let row = try await transaction.query(UserStatements.lockByID, [.id(id)]).first else { return .notFound }
            let user = try User(row)
            switch change.decide(for: user, otherAdmins: admins.filter { $0 != id }.count) {
            case .unchanged: return .unchanged(user)
            case .lastAdmin: return .lastAdmin
            case .changed(let role, let active, let endsSessions):
                let values: [PostgresValue] = [.id(id), .instant(now), .text(role.rawValue), .bool(active)]
                let changed = try User(try await transaction.query(UserStatements.changeAccount, values)[0])
                let object = AuditObject(id, version: changed.version)
                if user.role != changed.role { try await transaction.record(.role, object, of: [id], entry: entry()) }
                if user.active != changed.active {
                    try await transaction.record(active ? .reactivate : .deactivate, object, of: [id], entry: entry())
                }
                guard endsSessions else { return .changed(from: user, to: changed, revoked: []) }
                let reason = active ? RevocationReason.roleChange : .deactivated
                let revoked = try await transaction.query(
                    SessionStatements.revokeAll, [.id(id), .instant(now), .text(reason.rawValue)])
                return .changed(from: user, to: changed, revoked: try revoked.revocations())
            }
        }
    }

    // MARK: Lists

    /// Newest first, after `position`, at most `limit`.
    func users(_ filter: UserFilter, after position: PagePosition?, limit: Int) async throws(PostgresError) -> [User] {
        let values: [PostgresValue] = [
            .instant(position?.at), .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
            .text(filter.role?.rawValue), filter.active.map { .bool($0) } ?? .null,
        ]
        guard let words = filter.words else { return try await list(UserStatements.list, values) }
        return try await list(UserStatements.search, values + [.text(words.query)])
    }

    /// Users whose name, role, active flag or language has changed after `position`, and new accounts, in the order of the commits:
    /// nothing that is committed later comes before `position`. At most `limit`.
    func changes(since position: Int64, limit: Int) async throws(PostgresError) -> UserChangePage {
        let rows = try await pool.query(UserStatements.changes, [.int(Int(position)), .int(limit)])
        let head = Int64(try RowOf<UserChangeColumn>(rows[0]).int(.head))
        var users: [UserChange] = []
        var reached = min(position, head)
        for row in rows {
            let row = RowOf<UserChangeColumn>(row)
            guard let position = try row.intOrNil(.position) else { continue }
            users.append(UserChange(try User(row.next())))
            reached = Int64(position)
        }
        return UserChangePage(users: users, position: reached, head: head)
    }

    private func list(_ statement: Statement, _ values: [PostgresValue]) async throws(PostgresError) -> [User] {
        var users: [User] = []
        for row in try await pool.read(statement, values) { users.append(try User(row)) }
        return users
    }
}

extension User {
    /// The parameters: id, email, password, first and last name, role, phone, specialization, language, approval.
    fileprivate func values(_ passwordHash: String) -> [PostgresValue] {
        [
            .id(id), .text(email), .text(passwordHash), .text(firstName), .text(lastName), .text(role.rawValue), .text(phone),
            .text(specialization), .text(language?.rawValue), .text(approval?.rawValue),
        ]
    }
}
