import Hosting
import Postgres

/// The SQL of synonyms.
enum SynonymStatements {
    /// $1 limit
    static let all = Statement(
        "synonyms", "SELECT \(Synonym.Column.list) FROM synonyms s ORDER BY folded(s.specializations[1]), s.id LIMIT $1::bigint")

    /// Those who add synonyms wait for each other here, so that there are never too many.
    static let count = Statement(
        "synonyms_count",
        "SELECT count(*) FROM synonyms, (SELECT pg_advisory_xact_lock(hashtextextended('synonyms', 0))) AS turn")

    /// $1 id · $2 specializations
    static let add = Statement("synonym_add", "INSERT INTO synonyms (id, specializations) VALUES ($1::uuid, $2::text[])")

    /// $1 id
    static let lock = Statement("synonym_locked", "SELECT version FROM synonyms WHERE id = $1::uuid FOR UPDATE")

    /// $1 id · $2 specializations
    static let replace = Statement(
        "synonym_replace",
        """
        UPDATE synonyms SET specializations = $2::text[], version = version + 1, updated_at = now() WHERE id = $1::uuid
        """)

    /// $1 id
    static let removeWords = Statement("synonym_remove_words", "DELETE FROM synonym_words WHERE synonym_id = $1::uuid")

    /// $1 id · $2 words
    static let addWords = Statement(
        "synonym_add_words",
        """
        INSERT INTO synonym_words (synonym_id, place, word)
        SELECT $1::uuid, place, word FROM unnest($2::text[]) WITH ORDINALITY AS w (word, place)
        """)

    /// $1 id
    static let remove = Statement("synonym_remove", "DELETE FROM synonyms WHERE id = $1::uuid")

    /// What the words mean, each named by its place. A word of three letters or more matches if it is the beginning of a known word, or
    /// begins with a known word of at least four letters. $1 words
    static let meanings = Statement(
        "synonym_meanings",
        """
        SELECT DISTINCT \(MeaningColumn.list)
        FROM (SELECT place, folded(word) AS word FROM unnest($1::text[]) WITH ORDINALITY AS w (word, place)) w
        CROSS JOIN LATERAL (
            SELECT synonym_id FROM synonym_words
            WHERE folded_word ~>=~ w.word AND folded_word ~<~ (w.word || chr(1114111))
            UNION
            SELECT synonym_id FROM synonym_words
            WHERE folded_word = ANY (ARRAY(SELECT left(w.word, n) FROM generate_series(4, length(w.word) - 1) n))
        ) known
        JOIN synonyms s ON s.id = known.synonym_id
        CROSS JOIN unnest(s.specializations) AS specialization
        WHERE length(w.word) >= 3
        LIMIT 200
        """)
}

enum MeaningColumn: String, ColumnList {
    /// The word's place, from 0.
    case word = "w.place - 1"
    case specialization
}
