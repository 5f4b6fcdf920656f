import AuthDomain
import Postgres

/// The statements about sessions.
enum SessionStatements {
    /// One token is exchanged at a time in a family: the first line locks the token and its session, so that of two requests with
    /// one token the second sees what the first has done, and a revocation either comes first and is seen, or waits and
    /// takes the end of the access token given out here into account. What is answered of the session is what was locked, not what
    /// the statement's snapshot has. Nothing for a token that nobody was given.
    ///
    /// Answers outcome, session, its beginning and end, the end of its last access token, then the user's columns.
    static let refresh = Statement(
        "refresh",
        """
        WITH shown AS (
            SELECT token.hash, token.rotated_at, session.id, session.user_id, session.created_at, session.expires_at,
                session.access_ends_at, session.revoked_at
            FROM refresh_tokens token JOIN sessions session ON session.id = token.session_id
            WHERE token.hash = $1 FOR UPDATE
        ), judged AS (
            SELECT shown.*, CASE
                WHEN shown.revoked_at IS NOT NULL OR shown.expires_at <= $3 OR NOT account.active THEN 'ended'
                WHEN shown.rotated_at IS NULL THEN 'rotated'
                WHEN shown.rotated_at >= $4 THEN 'sibling'
                ELSE 'reused' END AS outcome
            FROM shown JOIN users account ON account.id = shown.user_id
        ), rotated AS (
            UPDATE refresh_tokens token SET rotated_at = $3 FROM judged
            WHERE token.hash = judged.hash AND judged.outcome = 'rotated'
        ), issued AS (
            INSERT INTO refresh_tokens (hash, session_id, issued_at)
            SELECT $2, id, $3 FROM judged WHERE outcome IN ('rotated', 'sibling')
        ), used AS (
            UPDATE sessions session SET
                last_seen_at = $3, access_ends_at = greatest(session.access_ends_at, least($5, session.expires_at)),
                user_agent = $6, ip = $7::inet
            FROM judged WHERE session.id = judged.id AND judged.outcome IN ('rotated', 'sibling')
        ), ended AS (
            UPDATE sessions session SET revoked_at = $3, revoked_reason = 'refresh_reuse' FROM judged
            WHERE session.id = judged.id AND judged.outcome = 'reused'
        )
        SELECT judged.outcome, judged.id, judged.created_at, judged.expires_at, judged.access_ends_at,
            \(User.columns(of: "account"))
        FROM judged JOIN users account ON account.id = judged.user_id
        """)

    static let list = Statement(
        "sessions",
        """
        SELECT id, created_at, last_seen_at, expires_at, user_agent, host(ip) FROM sessions
        WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
            AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
        ORDER BY created_at DESC, id DESC LIMIT $5
        """, isBrief: true)

    static let revokeOne = Statement("revoke_session", "\(revoke) WHERE user_id = $1 AND \(alive) AND id = $4 \(revoked)")

    static let revokeAll = Statement("revoke_sessions", "\(revoke) WHERE user_id = $1 AND \(alive) \(revoked)")

    static let revokeOthers = Statement(
        "revoke_other_sessions", "\(revoke) WHERE user_id = $1 AND \(alive) AND id <> $4 \(revoked)")

    static let revokeByToken = Statement(
        "revoke_session_of_token",
        "\(revoke) WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = $1) AND \(alive) \(revoked)")

    private static let revoke = "UPDATE sessions SET revoked_at = $2, revoked_reason = $3"
    private static let alive = "revoked_at IS NULL AND expires_at > $2"
    private static let revoked = "RETURNING id, user_id, access_ends_at"
}
