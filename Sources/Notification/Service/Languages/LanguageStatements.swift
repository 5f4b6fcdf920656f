import Postgres

/// The statements about languages.
enum LanguageStatements {
    /// $1 users
    static let read = Statement(
        "languages_read", "SELECT \(LanguageColumn.list) FROM languages WHERE user_id = ANY($1) AND language IS NOT NULL",
        isBrief: true)

    /// $1 users, none twice · $2 languages · $3 versions
    static let keep = Statement(
        "languages_keep",
        """
        INSERT INTO languages (user_id, language, version)
        SELECT user_id, language, version FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS t(user_id, language, version)
        ORDER BY user_id
        ON CONFLICT (user_id) DO UPDATE SET language = EXCLUDED.language, version = EXCLUDED.version
        WHERE languages.version < EXCLUDED.version
        """)
}

enum LanguageColumn: String, ColumnList {
    case user = "user_id"
    case language
}
