import AuthDomain
import Postgres

/// The statements that find doctors: one for each set of filters, so that each is planned with its own index.
/// $1, $2, $3 the position before · $4 limit
enum DirectoryStatements {
    static let all = doctors("doctors", "")
    static let byWords = doctors("doctors_by_words", "AND \(hasWords("$5"))")
    static let bySpecialization = doctors("doctors_by_specialization", "AND \(beginsWith("$5"))")
    static let byBoth = doctors("doctors_by_words_and_specialization", "AND \(hasWords("$5")) AND \(beginsWith("$6"))")
    /// Doctors that match $5 and not $6.
    static let byNeed = doctors("doctors_by_need", "AND \(hasWords("$5")) AND NOT \(hasWords("$6"))")
    static let byNeedAndSpecialization = doctors(
        "doctors_by_need_and_specialization", "AND \(hasWords("$5")) AND NOT \(hasWords("$6")) AND \(beginsWith("$7"))")

    /// The most similar first. $1 what was typed · $2 the beginning of a specialization, null for any · $3 limit
    static let near = Statement(
        "doctors_near",
        """
        SELECT \(User.columns) FROM (
            SELECT * FROM users
            WHERE \(isListed) AND ($2::text IS NULL OR \(beginsWith("$2::text")))
            ORDER BY directory_text <->> folded($1::text) LIMIT $3::bigint
        ) users
        WHERE word_similarity(folded($1::text), directory_text) >= \(nearest)
        ORDER BY word_similarity(folded($1::text), directory_text) DESC, last_name, first_name, id
        """)

    /// How many doctors each specialization has, regardless of case and accents. $1 limit
    static let specializations = Statement(
        "doctors_specializations",
        """
        SELECT \(SpecializationColumn.list) FROM users
        WHERE \(isListed) AND folded_specialization <> ''
        GROUP BY folded_specialization ORDER BY 2 DESC, 1 LIMIT $1::bigint
        """)

    /// The least `word_similarity` (pg_trgm) to what was typed at which a doctor is shown.
    private static let nearest = "0.3"

    private static func hasWords(_ parameter: String) -> String {
        "directory_words @@ to_tsquery('simple', folded(\(parameter)::text))"
    }

    /// Without the approval this is the condition of the indexes.
    private static let isListed = "role = 'DOCTOR' AND active AND approval IS NULL"

    /// A range, so that every plan can use the index; the last code point sorts behind every continuation.
    private static func beginsWith(_ parameter: String) -> String {
        "folded_specialization ~>=~ folded(\(parameter)) AND folded_specialization ~<~ (folded(\(parameter)) || chr(1114111))"
    }

    private static func doctors(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(User.columns) FROM users
            WHERE \(isListed)
                AND ($1::text IS NULL OR (last_name, first_name, id) > ($1, $2, $3::uuid)) \(condition)
            ORDER BY last_name, first_name, id LIMIT $4
            """)
    }
}

enum SpecializationColumn: String, ColumnList {
    /// In the spelling that most doctors use.
    case name = "mode() WITHIN GROUP (ORDER BY specialization)"
    case doctors = "count(*)"
}
