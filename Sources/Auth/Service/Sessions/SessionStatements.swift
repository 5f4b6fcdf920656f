import Audit
import AuthDomain
import Hosting
import Postgres

/// The statements about sessions.
enum SessionStatements {
    /// The end of a statement that opens a session of an account: `source` is a table of one row or none with the account's `id`.
    /// The parameters are `SessionRow.values`, from number `first` on.
    static func opening(_ first: Int, of source: String) -> String {
        func parameter(_ index: Int) -> String { "$\(first + index)" }
        return """
            session AS (
                INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at, access_ends_at, user_agent, ip, amr, authenticated_at)
                SELECT \(parameter(0)), id, \(parameter(1)), \(parameter(1)), \(parameter(2)), \(parameter(3)), \(parameter(4)),
                    \(parameter(5))::inet, \(parameter(7)), \(parameter(8))
                FROM \(source)
                RETURNING id, created_at
            )
            INSERT INTO refresh_tokens (hash, session_id, issued_at, generation)
            SELECT \(parameter(6)), id, created_at, 1 FROM session
            """
    }

    /// Only one token of a family is exchanged at a time: the first line locks the token and its session, so that of two requests
    /// with one token the second sees what the first has done, and a revocation either comes first and is seen, or waits and takes
    /// the end of the access token given out here into account. What is returned of the session is what was locked, not what the
    /// statement's snapshot has. No row for a token that was never given out.
    ///
    /// A token can be used once, while its generation is above all that were used. The token used last has grace when it is shown
    /// again. A token whose sibling was used, or an older one, was stolen.
    ///
    /// A session ends when it was not used for too long ($8 patients, $9 others; null: never), and when it was opened without the
    /// second factor that its owner has.
    ///
    /// Returns outcome, session, its beginning and end, the end of its last access token, then the user's columns.
    /// $1 the token shown · $2 the next one · $3 now · $4 tokens replaced since then have grace · $5 the new access token's end ·
    /// $6 user agent · $7 address · $8 and $9: see above
    static let refresh = Statement(
        "refresh",
        """
        WITH shown AS (
            SELECT token.hash, token.rotated_at, token.generation, session.used_generation, session.id, session.user_id, session.created_at, session.expires_at,
                session.access_ends_at, session.revoked_at, session.amr, session.authenticated_at, session.last_seen_at
            FROM refresh_tokens token JOIN sessions session ON session.id = token.session_id
            WHERE token.hash = $1 FOR UPDATE
        ), judged AS (
            SELECT shown.*, CASE
                WHEN shown.revoked_at IS NOT NULL OR shown.expires_at <= $3 OR NOT account.active THEN 'ended'
                WHEN shown.last_seen_at <= CASE account.role WHEN 'PATIENT' THEN $8::timestamptz ELSE $9 END THEN 'ended'
                WHEN account.second_factor AND shown.amr NOT LIKE '%mfa%' THEN 'ended'
                WHEN shown.rotated_at IS NULL AND coalesce(shown.generation > shown.used_generation, true) THEN 'rotated'
                WHEN shown.rotated_at >= $4 AND coalesce(shown.generation, 0) = shown.used_generation THEN 'sibling'
                ELSE 'reused' END AS outcome
            FROM shown JOIN users account ON account.id = shown.user_id
        ), rotated AS (
            UPDATE refresh_tokens token SET rotated_at = $3 FROM judged
            WHERE token.hash = judged.hash AND judged.outcome = 'rotated'
        ), issued AS (
            INSERT INTO refresh_tokens (hash, session_id, issued_at, generation)
            SELECT $2, id, $3, greatest(generation, used_generation) + 1 FROM judged WHERE outcome IN ('rotated', 'sibling')
        ), used AS (
            UPDATE sessions session SET
                last_seen_at = $3, access_ends_at = greatest(session.access_ends_at, least($5, session.expires_at)),
                used_generation = greatest(session.used_generation, judged.generation), user_agent = $6, ip = $7::inet
            FROM judged WHERE session.id = judged.id AND judged.outcome IN ('rotated', 'sibling')
        ), ended AS (
            UPDATE sessions session SET revoked_at = $3, revoked_reason = 'refresh_reuse' FROM judged
            WHERE session.id = judged.id AND judged.outcome = 'reused'
        )
        SELECT \(SessionRow.RefreshColumn.list(of: "judged")), \(User.Column.list(of: "account"))
        FROM judged JOIN users account ON account.id = judged.user_id
        """)

    /// Run before `renew`, tokens first as in `refresh`: marks all tokens of the session as used. $1 session
    static let retireTokens = Statement(
        "retire_refresh_tokens", "UPDATE refresh_tokens SET generation = 1 WHERE session_id = $1 AND generation IS NULL")
    /// Gives out another token. No row when the session has ended.
    /// $1 session · $2 user · $3 now · $4 the access token's end · $5 the refresh token's hash
    static let renew = Statement(
        "renew_session",
        """
        WITH renewed AS (
            UPDATE sessions SET
                used_generation = used_generation + 2, last_seen_at = $3,
                access_ends_at = greatest(access_ends_at, least($4, expires_at))
            WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3
            RETURNING id, created_at, expires_at, used_generation, amr, authenticated_at
        ), issued AS (
            INSERT INTO refresh_tokens (hash, session_id, issued_at, generation) SELECT $5, id, $3, used_generation + 1 FROM renewed
        )
        SELECT \(SessionRow.RenewalColumn.list) FROM renewed
        """)

    static let ofToken = Statement("session_of_token", "SELECT session_id FROM refresh_tokens WHERE hash = $1", isBrief: true)

    /// $1 user · $2 now · $3, $4 the position before · $5 limit
    static let list = Statement(
        "sessions",
        """
        SELECT \(Session.Column.list) FROM sessions
        WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
            AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
        ORDER BY created_at DESC, id DESC LIMIT $5
        """, isBrief: true)

    /// $1 user · $2 now · $3 reason · $4 session
    static let revokeOne = Statement("revoke_session", "\(revoke) WHERE user_id = $1 AND \(alive) AND id = $4 \(revoked)")

    /// $1 user · $2 now · $3 reason
    static let revokeAll = Statement("revoke_sessions", "\(revoke) WHERE user_id = $1 AND \(alive) \(revoked)")

    /// By an admin, who does it also when none is alive. $1 user · $2 now · $3 reason · from $4 the entry
    static let endAll = Statement(
        "end_sessions",
        """
        WITH account AS (SELECT $1::uuid AS id), ended AS (\(revoke) WHERE user_id = $1 AND \(alive) \(revoked)),
        \(EntryStatements.entry(.endSessions, from: "account", version: nil, patient: "id", stamp: 4))
        SELECT \(RevocationColumn.list) FROM ended
        """)

    /// $1 user · $2 now · $3 reason · $4 the session that stays
    static let revokeOthers = Statement(
        "revoke_other_sessions", "\(revoke) WHERE user_id = $1 AND \(alive) AND id <> $4 \(revoked)")

    /// $1 a token of the session · $2 now · $3 reason
    static let revokeByToken = Statement(
        "revoke_session_of_token",
        "\(revoke) WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = $1) AND \(alive) \(revoked)")

    private static let revoke = "UPDATE sessions SET revoked_at = $2, revoked_reason = $3"
    private static let alive = "revoked_at IS NULL AND expires_at > $2"
    private static let revoked = "RETURNING \(RevocationColumn.list)"
}
