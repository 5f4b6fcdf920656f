import Audit
import Postgres

/// The SQL of desks' assignments; `sql/appointment/0045_desk_assignments.sql` has the tables.
enum DeskStatements {
    /// Always a row, by the doctors' ids. $1 desk
    static let one = Statement(
        "desk_assignment",
        """
        SELECT \(DeskAssignment.Column.list)
        FROM (VALUES ($1::uuid)) AS k (id) LEFT JOIN desks v ON v.id = k.id
        """)

    /// $1 desk
    static let begin = Statement(
        "desk_begin", "INSERT INTO desks (id, version) VALUES ($1::uuid, 0) ON CONFLICT (id) DO NOTHING")

    /// $1 desk
    static let lock = Statement("desk_locked", "SELECT version FROM desks WHERE id = $1::uuid FOR UPDATE")

    /// $1 desk · from $2 on an `AuditStamp`
    static let increase = Statement(
        "desk_increase",
        """
        WITH changed AS (
            UPDATE desks SET version = version + 1, updated_at = now() WHERE id = $1::uuid RETURNING id, version
        ), \(EntryStatements.entry(.assignDesk, from: "changed", patient: nil, stamp: 2))
        SELECT 1 FROM changed
        """)

    /// $1 desk
    static let remove = Statement("desk_assignments_remove", "DELETE FROM desk_assignments WHERE desk_id = $1::uuid")

    /// $1 desk · $2 doctors
    static let add = Statement(
        "desk_assignments_add",
        "INSERT INTO desk_assignments (desk_id, doctor_id) SELECT $1::uuid, doctor FROM unnest($2::uuid[]) AS d (doctor)")
}
