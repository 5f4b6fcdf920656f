import Access
import AuthDomain
import Contracts
import Hosting
import Postgres

/// Accounts in auth_db. `sql/auth` has the tables.
struct PostgresUserStore: UserStore {
    let pool: PostgresPool

    // MARK: New accounts

    func register(_ user: User, passwordHash: String, session: SessionRow) async throws(PostgresError) -> Bool {
        try await insert(UserStatements.register, user.values(passwordHash) + session.values)
    }

    func add(_ user: User, passwordHash: String) async throws(PostgresError) -> Bool {
        try await insert(UserStatements.insert, user.values(passwordHash) + [.instant(user.createdAt)])
    }

    private func insert(_ statement: Statement, _ values: [PostgresValue]) async throws(PostgresError) -> Bool {
        do throws(PostgresError) {
            _ = try await pool.query(statement, values)
            return true
        } catch {
            guard error.sqlState == .uniqueViolation, error.constraint == "users_email_key" else { throw error }
            return false
        }
    }

    // MARK: Signing in

    func credentials(of email: EmailAddress) async throws(PostgresError) -> Credentials? {
        try await credentials(UserStatements.credentialsByEmail, .text(email.description))
    }

    func credentials(of id: UserID) async throws(PostgresError) -> Credentials? {
        try await credentials(UserStatements.credentialsByID, .id(id))
    }

    private func credentials(_ statement: Statement, _ key: PostgresValue) async throws(PostgresError) -> Credentials? {
        guard let row = try await pool.query(statement, [key]).first else { return nil }
        return Credentials(user: try User(row), passwordHash: try row.textOrNil(12))
    }

    func open(_ session: SessionRow, with credentials: Credentials) async throws(PostgresError) -> Bool {
        let result = try await pool.query(
            UserStatements.openSession, [.id(credentials.user.id), .text(credentials.passwordHash)] + session.values)
        return result.affectedRows == 1
    }

    func rehash(_ credentials: Credentials, to hash: String) async throws(PostgresError) {
        _ = try await pool.query(
            UserStatements.rehash, [.id(credentials.user.id), .text(credentials.passwordHash), .text(hash)])
    }

    // MARK: Changes

    func user(_ id: UserID) async throws(PostgresError) -> User? {
        guard let row = try await pool.query(UserStatements.byID, [.id(id)]).first else { return nil }
        return try User(row)
    }

    func change(_ id: UserID, to profile: ProfileChange, at now: Instant) async throws(PostgresError) -> User? {
        let values: [PostgresValue] = [
            .id(id), .instant(now), .text(profile.firstName?.description), .text(profile.lastName?.description),
            .bool(profile.phone != nil), .text((profile.phone ?? nil)?.description), .bool(profile.specialization != nil),
            .text((profile.specialization ?? nil)?.description),
        ]
        guard let row = try await pool.query(UserStatements.changeProfile, values).first else { return nil }
        return try User(row)
    }

    /// Two statements: the second sees every session that was opened with the old password, since opening one locks the account.
    func changePassword(_ credentials: Credentials, to hash: String, keeping kept: SessionID, at now: Instant) async throws
        -> [Revocation]?
    {
        try await pool.transaction { transaction in
            let changed = try await transaction.query(
                UserStatements.changePassword,
                [.id(credentials.user.id), .text(credentials.passwordHash), .text(hash), .instant(now)])
            guard changed.affectedRows == 1 else { return nil }
            return try await transaction.query(
                SessionStatements.revokeOthers,
                [.id(credentials.user.id), .instant(now), .text(RevocationReason.passwordChange.rawValue), .id(kept)]
            ).revocations()
        }
    }

    /// Admins are locked in the order of their ids: of two who take the role from each other one comes too late and is refused.
    func change(_ id: UserID, by change: AccountChange, at now: Instant) async throws -> AccountOutcome {
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
                guard endsSessions else { return .changed(from: user, to: changed, revoked: []) }
                let reason = active ? RevocationReason.roleChange : .deactivated
                let revoked = try await transaction.query(
                    SessionStatements.revokeAll, [.id(id), .instant(now), .text(reason.rawValue)])
                return .changed(from: user, to: changed, revoked: try revoked.revocations())
            }
        }
    }

    // MARK: Lists

    func users(_ filter: UserFilter, after position: PagePosition?, limit: Int) async throws(PostgresError) -> [User] {
        let values: [PostgresValue] = [
            .instant(position?.at), .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
            .text(filter.role?.rawValue), filter.active.map { .bool($0) } ?? .null,
        ]
        guard let words = filter.words else { return try await list(UserStatements.list, values) }
        return try await list(UserStatements.search, values + [.text(words.query)])
    }

    func doctors(_ filter: DoctorFilter, after position: DoctorPosition?, limit: Int) async throws(PostgresError) -> [User] {
        let values: [PostgresValue] = [
            .text(position?.lastName), .text(position?.firstName), .id(position?.id), .int(limit),
        ]
        let specialization = filter.specialization.map { PostgresValue.text($0) }
        switch (filter.words, specialization) {
        case (nil, nil): return try await list(UserStatements.doctors, values)
        case (let words?, nil): return try await list(UserStatements.doctorsByWords, values + [.text(words.query)])
        case (nil, let beginning?): return try await list(UserStatements.doctorsBySpecialization, values + [beginning])
        case (let words?, let beginning?):
            return try await list(UserStatements.doctorsByBoth, values + [.text(words.query), beginning])
        }
    }

    func changes(since position: Int64, limit: Int) async throws(PostgresError) -> UserChangePage {
        let rows = try await pool.query(UserStatements.changes, [.int(Int(position)), .int(limit)])
        let head = Int64(try rows[0].int(0))
        var users: [UserChange] = []
        var reached = min(position, head)
        for row in rows {
            guard let position = try row.intOrNil(1) else { continue }
            users.append(UserChange(try User(row, from: 2)))
            reached = Int64(position)
        }
        return UserChangePage(users: users, position: reached, head: head)
    }

    private func list(_ statement: Statement, _ values: [PostgresValue]) async throws(PostgresError) -> [User] {
        var users: [User] = []
        for row in try await pool.query(statement, values) { users.append(try User(row)) }
        return users
    }
}

extension User {
    /// id, email, password, first and last name, role, phone, specialization.
    fileprivate func values(_ passwordHash: String) -> [PostgresValue] {
        [
            .id(id), .text(email), .text(passwordHash), .text(firstName), .text(lastName), .text(role.rawValue), .text(phone),
            .text(specialization),
        ]
    }
}

extension SessionRow {
    /// id, created_at, expires_at, access_ends_at, user_agent, ip, refresh token's hash.
    fileprivate var values: [PostgresValue] {
        [
            .id(id), .instant(createdAt), .instant(expiresAt), .instant(accessEndsAt), .text(device.userAgent),
            .text(device.address), .bytes(refreshHash),
        ]
    }
}
