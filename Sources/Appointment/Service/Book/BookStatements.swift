import Hosting
import Postgres

/// The SQL that says whose appointments are in a desk's book; `sql/appointment/0045_desk_assignments.sql` has the table.
enum BookStatements {
    /// Whether a doctor's are.
    static func has(_ doctor: String, desk: String) -> String {
        """
        (\(isWhole(desk: desk)) OR EXISTS (
            SELECT FROM desk_assignments d WHERE d.desk_id = \(desk) AND d.doctor_id = \(doctor)))
        """
    }

    /// Whether everybody's are.
    static func isWhole(desk: String) -> String { "NOT EXISTS (SELECT FROM desk_assignments d WHERE d.desk_id = \(desk))" }

    /// No row: everybody's. $1 desk
    static let doctors = Statement(
        "book_doctors", "SELECT \(BookColumn.list) FROM desk_assignments WHERE desk_id = $1::uuid", isBrief: true)
}

enum BookColumn: String, ColumnList { case doctor = "doctor_id" }
