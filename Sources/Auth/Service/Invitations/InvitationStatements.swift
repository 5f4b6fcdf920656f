import Audit
import AuthDomain
import Postgres

/// The statements about invitations.
enum InvitationStatements {
    // MARK: By admins

    /// No row when the address is invited already.
    /// $1 id · $2 digest · $3 address · $4 role · $5, $6 names · $7 specialization · $8 language · $9 delivery · $10 admin · $11 now · $12 end
    /// · from $13 the entry
    static let insert = Statement(
        "insert_invitation",
        recorded(
            .invite,
            """
            INSERT INTO invitations (
                id, digest, email, role, first_name, last_name, specialization, language, delivery, invited_by, created_at, sent_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, (SELECT id FROM users WHERE id = $10), $11, $11, $12)
            ON CONFLICT (email) WHERE accepted_at IS NULL AND revoked_at IS NULL DO NOTHING
            """, stamp: 13))
    /// Replaces the link by a new one. $1 id · $2 digest · $3 delivery · $4 now · $5 end · from $6 the entry
    static let renew = Statement(
        "renew_invitation",
        recorded(
            .sendInvitation,
            """
            UPDATE invitations SET digest = $2, delivery = $3, sent_at = $4, expires_at = $5 WHERE id = $1 AND \(isUndecided)
            """, stamp: 6))
    /// $1 id · $2 now · from $3 the entry
    static let revoke = Statement(
        "revoke_invitation",
        recorded(.revokeInvitation, "UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND \(isUndecided)", stamp: 3))
    static let byID = Statement("invitation_by_id", "SELECT \(Invitation.Column.list) FROM invitations WHERE id = $1")
    /// $1, $2 the position before · $3 limit · $4 a state, null for any · $5 now
    static let list = Statement(
        "invitations",
        """
        SELECT \(Invitation.Column.list) FROM invitations
        WHERE ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2::uuid))
            AND CASE $4::text
                WHEN 'OPEN' THEN \(isUndecided) AND expires_at > $5::timestamptz
                WHEN 'EXPIRED' THEN \(isUndecided) AND expires_at <= $5::timestamptz
                WHEN 'ACCEPTED' THEN accepted_at IS NOT NULL
                WHEN 'REVOKED' THEN revoked_at IS NOT NULL
                ELSE true END
        ORDER BY created_at DESC, id DESC LIMIT $3
        """)

    // MARK: By whoever has the link

    /// $1 digest
    static let byDigest = Statement(
        "invitation_by_digest",
        """
        SELECT \(Invitation.Column.list(of: "invitations")), \(InvitedColumn.list) FROM invitations WHERE digest = $1
        """)
    /// The account, with its first session; one without a password gets a passkey in the same transaction. No row when the link does not
    /// work, or somebody has the address.
    /// $1 digest · $2 account · $3 password · $4, $5 names · $6 phone · $7 language · $8 now · from $9 the session
    /// · from $18 the entry
    static let accept = Statement(
        "accept_invitation",
        """
        WITH invitation AS (
            UPDATE invitations SET accepted_at = $8, accepted_by = $2
            WHERE digest = $1 AND \(isUndecided) AND expires_at > $8 RETURNING *
        ), account AS (
            INSERT INTO users (
                id, email, email_verified, password, second_factor, first_name, last_name, role, phone, specialization, language,
                created_at, updated_at)
            SELECT $2, email, delivery = 'EMAIL', $3::text, $3::text IS NULL, $4, $5, role, $6, specialization, $7, $8, $8
            FROM invitation
            ON CONFLICT (email) DO NOTHING
            RETURNING id, version
        ), \(EntryStatements.entry(.accept, from: "account", patient: "id", stamp: 18)),
        \(SessionStatements.opening(9, of: "account"))
        """)
    static let lockByDigest = Statement(
        "invitation_by_digest_locked", "SELECT \(Invitation.Column.list) FROM invitations WHERE digest = $1 FOR UPDATE")
    /// $1 invitation · $2 account · $3 now
    static let close = Statement("close_invitation", "UPDATE invitations SET accepted_at = $3, accepted_by = $2 WHERE id = $1")
    /// $1 account · $2 role · $3 specialization · $4 whether this shows that the address is theirs · $5 now
    static let consent = Statement(
        "consent_to_invitation",
        """
        UPDATE users SET
            role = $2, specialization = coalesce($3, specialization), email_verified = email_verified OR $4,
            approval = NULL, approval_reason = NULL, standing_since = $5, version = version + 1, updated_at = $5
        WHERE id = $1 RETURNING \(User.columns)
        """)

    /// A change of one invitation with its entry, which is of nobody who has an account.
    private static func recorded(_ event: AuditEvent, _ change: String, stamp: Int) -> String {
        """
        WITH changed AS (\(change) RETURNING *),
        \(EntryStatements.entry(event, from: "changed", version: nil, patient: nil, stamp: stamp))
        SELECT \(Invitation.Column.list) FROM changed
        """
    }

    // MARK: Passkeys of accounts to be

    /// $1 challenge · $2 invitation · $3 cookie · $4 account · $5 its end
    static let challenge = Statement(
        "insert_invitation_challenge",
        """
        INSERT INTO invitation_challenges (challenge, invitation_id, cookie_digest, account_id, expires_at) VALUES ($1, $2, $3, $4, $5)
        """)
    /// $1 challenge · $2 invitation · $3 cookie · $4 now
    static let takeChallenge = Statement(
        "take_invitation_challenge",
        "DELETE FROM invitation_challenges WHERE challenge = $1 RETURNING \(InvitationChallengeColumn.list)")
    static let sweepChallenges = Statement(
        "sweep_invitation_challenges", "DELETE FROM invitation_challenges WHERE expires_at < $1")

    // MARK: The end

    /// Rows that one `sweep` removes at most.
    static let sweepSize = 1_000
    /// What was closed before $1. One that is sent again meanwhile stays: its row is judged as it is when it is locked.
    static let sweep = Statement(
        "sweep_invitations",
        """
        DELETE FROM invitations
        WHERE id IN (SELECT id FROM invitations WHERE \(closedBefore) ORDER BY \(end) LIMIT \(sweepSize)) AND \(closedBefore)
        """)
    private static let end = "coalesce(accepted_at, revoked_at, expires_at)"
    private static let closedBefore = "\(end) < $1"

    private static let isUndecided = "accepted_at IS NULL AND revoked_at IS NULL"
}

enum InvitationChallengeColumn: String, ColumnList {
    case account = "account_id"
    case fits = "invitation_id = $2 AND cookie_digest = $3 AND expires_at > $4"
}

/// Stands after the columns of `Invitation`.
enum InvitedColumn: String, ColumnList {
    case hasAccount = "EXISTS (SELECT FROM users WHERE users.email = invitations.email)"
}
