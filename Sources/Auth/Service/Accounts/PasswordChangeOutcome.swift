import Contracts
import Hosting
import Postgres

/// How the session that stays continues: with new tokens.
struct SessionRenewal: Sendable {
    let id: SessionID
    let refreshHash: [UInt8]
    let device: Device
    let now: Instant
    /// The end of the new access token, unless the session ends before.
    let accessEndsAt: Instant
}

struct PasswordChangeOutcome: Sendable {
    let revoked: [Revocation]
    /// The session that stays; nil when it has ended meanwhile.
    let renewed: SessionRow?
}

extension SessionRow {
    enum RenewalColumn: String, ColumnList {
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case methods = "amr"
        case authenticatedAt = "authenticated_at"
    }

    /// Reads what `SessionStatements.renew` returns.
    init(_ renewal: SessionRenewal, _ row: RowOf<RenewalColumn>) throws(PostgresError) {
        let end = try row.instant(.expiresAt)
        self.init(
            id: renewal.id, createdAt: try row.instant(.createdAt), expiresAt: end, accessEndsAt: min(renewal.accessEndsAt, end),
            device: renewal.device, refreshHash: renewal.refreshHash,
            methods: AuthenticationMethods(text: try row.text(.methods)), authenticatedAt: try row.instant(.authenticatedAt))
    }
}
