import AuthDomain
import Contracts
import Hosting
import Postgres

/// Accounts as a provider knows them, in auth_db.
struct ProviderAccounts {
    let pool: PostgresPool

    enum Outcome {
        case signedIn(User)
        /// The account has a second factor, which has to be shown yet.
        case needsFactor(User)
        /// The account was there and now belongs to this subject of the provider too. When nobody had ever shown that the address was
        /// theirs, it has lost its password and its former sessions.
        case linked(User, revoked: [Revocation], losesPassword: Bool, needsFactor: Bool)
        case created(User)
        case refused(OpenIDFailure, UserID?)
    }

    /// Finds, links or makes the account and opens a session in it, all in one transaction.
    func signIn(
        _ subject: String, as newcomer: User, provesFactors: Bool, session: (User) -> SessionRow, at now: Instant
    ) async throws -> Outcome {
        try await pool.transaction { transaction in
            if let row = try await transaction.query(ProviderStatements.bySubject, [.text(subject)]).first {
                let user = try User(row)
                guard user.active else { return .refused(.accountInactive, user.id) }
                guard provesFactors || !user.hasSecondFactor else { return .needsFactor(user) }
                try await open(session(user), of: user, transaction)
                return .signedIn(user)
            }
            guard newcomer.emailVerified else { return .refused(.emailNotVerified, nil) }
            // Two that come at once: one makes the account, the other finds it.
            let made = try await transaction.query(
                ProviderStatements.create,
                [
                    .id(newcomer.id), .text(newcomer.email), .text(newcomer.firstName), .text(newcomer.lastName), .text(subject),
                    .instant(now),
                ])
            if made.affectedRows == 1 {
                try await open(session(newcomer), of: newcomer, transaction)
                return .created(newcomer)
            }
            guard let row = try await transaction.query(ProviderStatements.byEmail, [.text(newcomer.email)]).first else {
                return .refused(.linkedElsewhere, nil)
            }
            let account = RowOf<User.Column>(row)
            let provider: RowOf<ProviderColumn> = account.next()
            let user = try User(account)
            guard user.active else { return .refused(.accountInactive, user.id) }
            guard provider.isNull(.subject) else { return .refused(.linkedElsewhere, user.id) }
            // Whoever registered the address and never showed it to be theirs may have been somebody else: they lose password and
            // sessions.
            var revoked: [Revocation] = []
            if !user.emailVerified {
                for statement in ProviderStatements.forgetFactors { _ = try await transaction.query(statement, [.id(user.id)]) }
                revoked = try await transaction.query(
                    SessionStatements.revokeAll, [.id(user.id), .instant(now), .text(RevocationReason.linked.rawValue)]
                ).revocations()
            }
            let values: [PostgresValue] = [.id(user.id), .text(subject), .instant(now)]
            let linked = try User(try await transaction.query(ProviderStatements.link, values)[0])
            // The owner of a verified address has set up the second factor: a provider that knows the address does not stand in for it.
            let needsFactor = linked.hasSecondFactor && !provesFactors
            if !needsFactor { try await open(session(linked), of: linked, transaction) }
            return .linked(linked, revoked: revoked, losesPassword: !user.emailVerified, needsFactor: needsFactor)
        }
    }

    private func open(_ session: SessionRow, of user: User, _ transaction: PostgresTransaction) async throws {
        _ = try await transaction.query(ProviderStatements.open, [.id(user.id)] + session.values)
    }
}
