import Audit
import AuthDomain
import Contracts
import Hosting
import Postgres

/// Accounts as providers know them, in auth_db.
struct ProviderAccounts {
    let pool: PostgresPool

    /// Who somebody is to a provider.
    struct Identity: Sendable {
        let issuer: String
        let subject: String
        /// Whether subjects that were stored without an issuer are this provider's.
        let isGoogles: Bool
    }

    enum Outcome {
        case signedIn(User)
        /// The account has a second factor, which must still be shown.
        case needsFactor(User)
        /// An existing account is linked to this subject of the provider. If nobody had ever shown that the address was theirs, the
        /// account has lost its password and its former sessions.
        case linked(User, revoked: [Revocation], losesPassword: Bool, needsFactor: Bool)
        case created(User)
        case refused(OpenIDFailure, UserID?)
    }

    /// Another transaction has linked the subject, or the account, since this one looked.
    private struct Overtaken: Error {}

    /// Finds, links or makes the account and opens a session in it, all in one transaction. If another sign-in of the same subject
    /// came first, does it once more and finds that one's account.
    func signIn(
        _ identity: Identity, as newcomer: User, provesFactors: Bool, session: (User) -> SessionRow, at now: Instant,
        telling events: SecurityEvents, on device: Device
    ) async throws -> Outcome {
        do {
            return try await attempt(identity, as: newcomer, provesFactors, session, at: now, events, device)
        } catch is Overtaken {
            return try await attempt(identity, as: newcomer, provesFactors, session, at: now, events, device)
        }
    }

    private func attempt(
        _ identity: Identity, as newcomer: User, _ provesFactors: Bool, _ session: (User) -> SessionRow, at now: Instant,
        _ events: SecurityEvents, _ device: Device
    ) async throws -> Outcome {
        try await pool.transaction { transaction in
            if identity.isGoogles {
                _ = try await transaction.query(ProviderStatements.adopt, [.text(identity.issuer), .instant(now)])
            }
            let known: [PostgresValue] = [.text(identity.issuer), .text(identity.subject)]
            if let row = try await transaction.query(ProviderStatements.bySubject, known).first {
                return try await enter(try User(row), provesFactors, session, transaction)
            }
            guard newcomer.emailVerified else { return .refused(.emailNotVerified, nil) }
            // Of two that come at once, one makes the account and the other finds it.
            let made = try await transaction.query(
                ProviderStatements.create,
                [.id(newcomer.id), .text(newcomer.email), .text(newcomer.firstName), .text(newcomer.lastName), .instant(now)])
            if made.affectedRows == 1 {
                try await keep(identity, of: newcomer.id, at: now, transaction)
                let session = session(newcomer)
                let entry = events.entry(by: newcomer.id, as: newcomer.role, in: session.id, on: device)
                let object = AuditObject(newcomer.id, version: newcomer.version)
                try await transaction.record(.register, object, of: [newcomer.id], entry: entry)
                try await open(session, of: newcomer, transaction)
                return .created(newcomer)
            }
            guard let row = try await transaction.query(ProviderStatements.byEmail, [.text(newcomer.email)]).first else {
                return .refused(.linkedElsewhere, nil)
            }
            let user = try User(row)
            let linked = try await transaction.query(ProviderStatements.subject, [.id(user.id), .text(identity.issuer)])
            if let subject = try linked.first?.text(0) {
                guard subject == identity.subject else { return .refused(.linkedElsewhere, user.id) }
                return try await enter(user, provesFactors, session, transaction)
            }
            guard user.active else { return .refused(.accountInactive, user.id) }
            return try await link(identity, to: user, provesFactors, session, at: now, events, device, transaction)
        }
    }

    private func enter(
        _ user: User, _ provesFactors: Bool, _ session: (User) -> SessionRow, _ transaction: PostgresTransaction
    ) async throws -> Outcome {
        guard user.active else { return .refused(.accountInactive, user.id) }
        guard provesFactors || !user.hasSecondFactor else { return .needsFactor(user) }
        try await open(session(user), of: user, transaction)
        return .signedIn(user)
    }

    /// Whoever registered the address without ever showing that it was theirs may have been somebody else: they lose all ways in.
    private func link(
        _ identity: Identity, to user: User, _ provesFactors: Bool, _ session: (User) -> SessionRow, at now: Instant,
        _ events: SecurityEvents, _ device: Device, _ transaction: PostgresTransaction
    ) async throws -> Outcome {
        var revoked: [Revocation] = []
        if !user.emailVerified {
            for statement in ProviderStatements.forget { _ = try await transaction.query(statement, [.id(user.id)]) }
            revoked = try await transaction.query(
                SessionStatements.revokeAll, [.id(user.id), .instant(now), .text(RevocationReason.linked.rawValue)]
            ).revocations()
        }
        try await keep(identity, of: user.id, at: now, transaction)
        try await events.tell(.providerLinked, to: user.id, in: transaction)
        let linked = try User(try await transaction.query(ProviderStatements.vouchFor, [.id(user.id), .instant(now)])[0])
        let entry = events.entry(by: user.id, as: linked.role, on: device)
        try await transaction.record(.link, AuditObject(user.id, version: linked.version), of: [user.id], entry: entry)
        // The owner of a verified address has set up the second factor: a provider that knows the address does not replace it.
        let needsFactor = linked.hasSecondFactor && !provesFactors
        if !needsFactor { try await open(session(linked), of: linked, transaction) }
        return .linked(linked, revoked: revoked, losesPassword: !user.emailVerified, needsFactor: needsFactor)
    }

    private func keep(_ identity: Identity, of user: UserID, at now: Instant, _ transaction: PostgresTransaction) async throws {
        let values: [PostgresValue] = [.id(user), .text(identity.issuer), .text(identity.subject), .instant(now)]
        guard try await transaction.query(ProviderStatements.keep, values).affectedRows == 1 else { throw Overtaken() }
    }

    private func open(_ session: SessionRow, of user: User, _ transaction: PostgresTransaction) async throws {
        _ = try await transaction.query(ProviderStatements.open, [.id(user.id)] + session.values)
    }
}
