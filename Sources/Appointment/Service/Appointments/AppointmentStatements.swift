import AppointmentDomain
import Hosting
import Postgres

/// The SQL that reads one appointment.
enum AppointmentStatements {
    /// $1 id · $2 who must be its patient or, if they are a doctor ($3), its doctor; null for an admin
    static let one = Statement(
        "one", "SELECT \(StoredAppointment.Column.list(of: "a")) FROM appointments a WHERE a.id = $1::uuid AND \(isVisible)",
        isBrief: true
    )

    /// No row: no such appointment for this person, since every appointment has the row of its booking. Parameters as in `one`
    static let history = Statement(
        "history",
        """
        SELECT \(HistoryEntry.Column.list(of: "h")), \(PatientColumn.list(of: "a"))
        FROM appointments a JOIN appointment_history h ON h.appointment_id = a.id
        WHERE a.id = $1::uuid AND \(isVisible)
        ORDER BY h.version
        """, isBrief: true)

    private static let isVisible = "($2::uuid IS NULL OR a.patient_id = $2::uuid OR ($3::boolean AND a.doctor_id = $2::uuid))"
}

/// Whose appointment it is.
enum PatientColumn: String, ColumnList { case patientID = "patient_id" }
