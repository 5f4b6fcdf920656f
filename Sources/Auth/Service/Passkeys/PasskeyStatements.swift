import AuthDomain
import Hosting
import Postgres

/// The statements about passkeys.
enum PasskeyStatements {
    static let list = Statement(
        "passkeys", "SELECT \(Passkey.Column.list) FROM passkeys WHERE user_id = $1 ORDER BY created_at, id", isBrief: true)

    /// No row when the id is taken.
    static let insert = Statement(
        "insert_passkey",
        """
        INSERT INTO passkeys (id, user_id, key, algorithm, sign_count, backup_eligible, backed_up, name, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING
        """)
    static let delete = Statement("delete_passkey", "DELETE FROM passkeys WHERE id = $1 AND user_id = $2")

    /// Only for an account that is switched on.
    static let byID = Statement(
        "passkey",
        """
        SELECT \(KnownPasskeyColumn.list(of: "passkey"))
        FROM passkeys passkey JOIN users account ON account.id = passkey.user_id
        WHERE passkey.id = $1 AND account.active
        """, isBrief: true)
    /// No row when another assertion has moved the counter further meanwhile.
    /// $1 passkey · $2 its counter · $3 whether it is backed up · $4 now
    static let use = Statement(
        "use_passkey",
        """
        UPDATE passkeys SET sign_count = $2, backed_up = $3, last_used_at = $4
        WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))
        """)

    static let challenge = Statement(
        "insert_passkey_challenge", "INSERT INTO passkey_challenges (challenge, user_id, expires_at) VALUES ($1, $2, $3)")
    static let takeChallenge = Statement(
        "take_passkey_challenge", "DELETE FROM passkey_challenges WHERE challenge = $1 RETURNING \(ChallengeColumn.list)")
    static let sweep = Statement("sweep_passkey_challenges", "DELETE FROM passkey_challenges WHERE expires_at < $1")
}

enum KnownPasskeyColumn: String, ColumnList {
    case key
    case signCount = "sign_count"
    case isBackupEligible = "backup_eligible"
    case user = "user_id"
}

enum ChallengeColumn: String, ColumnList {
    case user = "user_id"
    case expiresAt = "expires_at"
}
