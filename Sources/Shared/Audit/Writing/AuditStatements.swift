package import Postgres

/// The SQL that writes entries by themselves.
package enum AuditStatements {
    /// Entries, each once however often it is tried. $1 to $19 a column each, as `PostgresValue.entries` has them · $20 and $21: the first and
    /// last place of each one's subjects in $22
    static let append = Statement(
        "audit_append",
        """
        WITH \(entry("id, at, subjects"))
        INSERT INTO access_subjects (subject, at, entry_id) SELECT unnest(subjects), at, id FROM entry
        """)

    /// The same, and `news`: common table expressions that read `entry`, with at, subjects, event, outcome, actor_id, role and purpose, the
    /// last of which is `told`. A row when that has one. From $23 on what `news` needs
    package static func append(_ name: StaticString, telling news: String) -> Statement {
        Statement(
            name,
            """
            WITH \(entry("id, at, subjects, event, outcome, actor_id, role, purpose")), entry_subjects AS (
                INSERT INTO access_subjects (subject, at, entry_id) SELECT unnest(subjects), at, id FROM entry
            ), \(news)
            SELECT 1 FROM told LIMIT 1
            """)
    }

    private static func entry(_ columns: String) -> String {
        """
        entry AS (
            INSERT INTO access_log (\(EntryStatements.columns))
            SELECT id, at, event, action::"char", outcome, actor, role, client, session, token, purpose, type, object, version,
                   coalesce(($22::uuid[])[opens:closes], '{}'), times, trace, commitment, salt, private
            FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::text[], $8::text[],
                        $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::uuid[], $14::bigint[], $15::bigint[], $16::bytea[],
                        $17::bytea[], $18::bytea[], $19::text[], $20::bigint[], $21::bigint[])
                AS given (id, at, event, action, outcome, actor, role, client, session, token, purpose, type, object, version, times,
                          trace, commitment, salt, private, opens, closes)
            ON CONFLICT DO NOTHING
            RETURNING \(columns)
        )
        """
    }

    /// $1 people, in order
    static let subjects = Statement(
        "audit_subjects", "SELECT \(SubjectColumn.list) FROM unnest($1::uuid[]) AS p (person)")

    /// From when on there is an entry of everything, as SQL: null when there is none at all.
    package static let beginning = """
        (SELECT greatest(min(at), (SELECT k.before FROM audit_keeping k WHERE k.kind = 'entries')) + interval '1 minute'
         FROM access_log HAVING min(at) IS NOT NULL)
        """

    /// $1 a day
    static let prepare = Statement("audit_prepare", "SELECT audit_prepare($1::date)")
}

enum SubjectColumn: String, ColumnList {
    case person
    case subject = "audit_subject(person)"
}
