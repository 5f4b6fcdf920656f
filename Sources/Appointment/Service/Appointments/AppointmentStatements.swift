import AppointmentDomain
import Hosting
import Postgres

/// The SQL that reads one appointment.
enum AppointmentStatements {
    /// $1 id · $2 who must be its patient or, if they are a doctor ($3), its doctor; null for an admin. For a desk: $1 id · $2 desk
    static func one(for viewer: Participant?) -> Statement { if case .desk = viewer { oneInBook } else { oneOfPerson } }

    /// No row: no such appointment for this person, since every appointment has the row of its booking. Parameters as in `one`
    static func history(for viewer: Participant?) -> Statement {
        if case .desk = viewer { historyInBook } else { historyOfPerson }
    }

    private static let oneOfPerson = one("one", isVisible)
    private static let oneInBook = one("one_in_book", isInBook)
    private static let historyOfPerson = history("history", isVisible)
    private static let historyInBook = history("history_in_book", isInBook)

    private static func one(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name, "SELECT \(StoredAppointment.Column.list(of: "a")) FROM appointments a WHERE a.id = $1::uuid AND \(condition)",
            isBrief: true)
    }

    private static func history(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(HistoryEntry.Column.list(of: "h")), \(PatientColumn.list(of: "a"))
            FROM appointments a JOIN appointment_history h ON h.appointment_id = a.id
            WHERE a.id = $1::uuid AND \(condition)
            ORDER BY h.version
            """, isBrief: true)
    }

    /// With what a running grant for its patient is for, null without one. $1 id · $2 who · $3 their role
    static let oneByGrant = Statement(
        "one_by_grant",
        """
        SELECT \(StoredAppointment.Column.list(of: "a")), \(GrantColumn.list(of: "g"))
        FROM appointments a LEFT JOIN LATERAL (\(running(for: "a.patient_id"))) g ON true
        WHERE a.id = $1::uuid
        """)

    /// Parameters as in `oneByGrant`
    static let historyByGrant = Statement(
        "history_by_grant",
        """
        SELECT \(HistoryEntry.Column.list(of: "h")), \(PatientColumn.list(of: "a")), \(GrantColumn.list(of: "g"))
        FROM appointments a
        JOIN appointment_history h ON h.appointment_id = a.id
        LEFT JOIN LATERAL (\(running(for: "a.patient_id"))) g ON true
        WHERE a.id = $1::uuid
        ORDER BY h.version
        """)

    /// No row: none is running. $1 patient · $2 who · $3 their role
    static let grant = Statement("grant_running", running(for: "$1::uuid"))

    private static func running(for patient: String) -> String {
        """
        SELECT \(GrantColumn.list(of: "b")) FROM break_glass b
        WHERE b.actor_id = $2::uuid AND b.actor_role = $3::text AND b.patient_id = \(patient) AND b.ends_at > now()
        LIMIT 1
        """
    }

    private static let isInBook = BookStatements.has("a.doctor_id", desk: "$2::uuid")
    private static let isVisible = "($2::uuid IS NULL OR a.patient_id = $2::uuid OR ($3::boolean AND a.doctor_id = $2::uuid))"
}

/// Whose appointment it is.
enum PatientColumn: String, ColumnList { case patientID = "patient_id" }

/// What somebody may look for.
enum GrantColumn: String, ColumnList { case purpose }
