import Postgres

/// The SQL of how far auth's changes have been read.
enum UserFeedStatements {
    /// $1 holder
    static let claim = Statement(
        "users_claim",
        """
        UPDATE people_feed SET holder = $1::uuid, held_until = clock_timestamp() + interval '10 s'
        WHERE holder = $1::uuid OR held_until < clock_timestamp()
        RETURNING position
        """)

    /// $1 holder · $2 from · $3 to
    static let advance = Statement(
        "users_advance",
        """
        UPDATE people_feed SET position = $3::bigint, held_until = clock_timestamp() + interval '10 s'
        WHERE holder = $1::uuid AND position = $2::bigint
        """)

    /// $1 holder
    static let release = Statement(
        "users_release", "UPDATE people_feed SET held_until = '-infinity' WHERE holder = $1::uuid")
}
