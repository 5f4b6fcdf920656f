import Audit
import AuthDomain
import Postgres

/// The statements about doctors whom an admin has to approve.
enum ApprovalStatements {
    /// No row for an account that needs no approval. $1 account · $2 now · from $3 the entry
    static let approve = Statement(
        "approve_staff",
        EntryStatements.account(
            .approve,
            """
            UPDATE users SET approval = NULL, approval_reason = NULL, version = version + 1, updated_at = $2
            WHERE id = $1 AND approval IS NOT NULL
            """, stamp: 3))
    /// No row for an account that does not wait. $1 account · $2 now · $3 reason · from $4 the entry
    static let refuse = Statement(
        "refuse_staff",
        EntryStatements.account(
            .refuse,
            """
            UPDATE users SET approval = 'REFUSED', approval_reason = $3, version = version + 1, updated_at = $2
            WHERE id = $1 AND approval = 'WAITING'
            """, stamp: 4))
    /// Those that have waited longest first. $1 approval · $2, $3 the position before · $4 limit
    static let list = Statement(
        "approvals",
        """
        SELECT \(User.columns) FROM users
        WHERE approval = $1 AND ($2::timestamptz IS NULL OR (created_at, id) > ($2, $3::uuid))
        ORDER BY created_at, id LIMIT $4
        """)
}
