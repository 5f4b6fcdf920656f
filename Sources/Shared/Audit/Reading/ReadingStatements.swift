package import Postgres

/// The SQL that shows people who has looked at their data, where the log knows nothing else of an entry.
package enum ReadingStatements {
    /// How long patients are not shown what is withheld at first.
    private static let withheldHours = 24

    /// Latest first.
    /// $1 person · $2 and $3: time and id to go on before · $4 whether it was the person's own doing · $5 limit · $6 whether
    /// somebody else reads it · $7 whether staff are named
    ///
    /// `actorName`: the name of whoever it was. `withheld`: what somebody else than the person sees at once alone, the person a day later.
    package static func ofPerson(actorName: String = "NULL::text", withheld: String = "false") -> Statement {
        Statement(
            "access_log_of_person",
            """
            SELECT \(ReadColumn.list), CASE WHEN $7::boolean OR e.role = 'DOCTOR' THEN \(actorName) END AS name
            FROM audit_subjects p
            JOIN access_subjects s ON s.subject = p.subject
            JOIN access_log e ON e.at = s.at AND e.id = s.entry_id
            WHERE p.person_id = $1::uuid AND (s.at, s.entry_id) < ($2::timestamptz, $3::uuid)
              AND (e.actor_id IS NOT DISTINCT FROM $1::uuid) = $4::boolean
              AND ($6::boolean OR NOT (\(withheld)) OR e.at < now() - interval '\(withheldHours) hours')
            ORDER BY s.at DESC, s.entry_id DESC LIMIT $5::bigint
            """)
    }
}

enum ReadColumn: String, ColumnList {
    case id = "e.id"
    case at = "e.at"
    case event = "e.event"
    case outcome = "e.outcome"
    case actorID = "e.actor_id"
    case role = "e.role"
    case client = "e.client_id"
    case purpose = "e.purpose"
    case objectType = "e.object_type"
    case objectID = "e.object_id"
    case times = "e.times"
}

/// Stands after those.
enum ReadNameColumn: String, ColumnList { case name }
