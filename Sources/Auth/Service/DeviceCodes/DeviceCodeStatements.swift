import Postgres

/// The statements about codes that make a device known.
enum DeviceCodeStatements {
    /// The same work for every address. $1 cookie · $2 code · $3 address · $4 its end · $5 letter · $6 language · $7 now
    static let ask = Statement(
        "ask_device_code",
        """
        WITH code AS (
            INSERT INTO device_codes (cookie_digest, code_digest, address, expires_at) VALUES ($1, $2, $3, $4)
        )
        INSERT INTO emails (id, kind, address, language, created_at) VALUES ($5, 'device_code', $3, $6, $7)
        """)

    /// Counts an attempt and judges it; of two at once with one code the second finds it used. A row if the browser has a code that
    /// it may still try. $1 cookie · $2 code · $3 now
    static let take = Statement(
        "take_device_code",
        """
        UPDATE device_codes SET attempts = attempts + 1, used_at = CASE WHEN code_digest = $2 THEN $3::timestamptz END
        WHERE cookie_digest = $1 AND used_at IS NULL AND attempts < \(DeviceCode.attemptLimit) AND expires_at > $3
        RETURNING \(DeviceCodeColumn.list)
        """)

    static let sweep = Statement("sweep_device_codes", "DELETE FROM device_codes WHERE expires_at < $1")
}

enum DeviceCodeColumn: String, ColumnList {
    case address
    case isRight = "used_at IS NOT NULL"
}
