import Audit
import Postgres

/// The SQL of patients' records; `sql/appointment/0040_patients.sql` has the tables. What changes one writes its entry in the access log, too.
enum PatientStatements {
    /// $1 id · $2 the doctor who asks, null for who sees all · $3 whose own it must be, null for any
    static let one = Statement(
        "patient",
        """
        SELECT \(PatientRecord.columns) FROM patients p
        WHERE p.id = $1::uuid AND \(isSeen("$2")) AND ($3::uuid IS NULL OR p.user_id = $3::uuid)
        """, isBrief: true)

    /// $1 ids · $2 as in `one`
    static let several = Statement(
        "patients_several",
        """
        SELECT \(PatientRecord.columns) FROM patients p
        WHERE p.id = ANY($1::uuid[]) AND \(isSeen("$2")) ORDER BY p.last_name, p.first_name, p.id
        """)

    /// One row: whether it is registered, whether another patient has one of the identifiers, and who is alike; with the record if it is.
    /// Raises `patients_pkey` when an earlier attempt at the same request has registered it, and `patient_identifiers_once` when another
    /// registration has taken an identifier meanwhile. Why `likely_patients` locks: sql/appointment/0041_likely_patients.sql.
    /// $1 id · $2 to $14 details · $15 who registers · $16 whether also when somebody is alike · from $17 on an `AuditStamp`
    static let register = Statement(
        "patient_register",
        """
        WITH taken AS MATERIALIZED (
            SELECT i.patient_id FROM unnest($13::text[], $14::text[]) AS n (system, value)
            JOIN patient_identifiers i ON (i.system, i.value) = (n.system, n.value)
            WHERE i.patient_id <> $1::uuid
        ), found AS MATERIALIZED (
            SELECT likely_patients($1::uuid, $2::text || ' ' || $3::text, $4::date, $6::text, $7::text) AS ids
        ), made AS (
            INSERT INTO patients (id, \(columns), registered_by)
            SELECT $1::uuid, \(values(from: 2)), $15::uuid
            FROM found WHERE ($16::boolean OR cardinality(ids) = 0) AND NOT EXISTS (SELECT FROM taken)
            RETURNING *
        ), identified AS (
            INSERT INTO patient_identifiers (patient_id, system, value)
            SELECT m.id, n.system, n.value FROM made m CROSS JOIN unnest($13::text[], $14::text[]) AS n (system, value)
        ), \(EntryStatements.entry(.registerPatient, from: "made", patient: "id", stamp: 17))
        SELECT \(RegistrationColumn.list), \(PatientRecord.Column.list(of: "m")) FROM found f LEFT JOIN made m ON true
        """)

    /// What an earlier attempt at the same request has registered. $1 id · $2 who
    static let registered = Statement(
        "patient_registered",
        "SELECT \(PatientRecord.columns) FROM patients p WHERE p.id = $1::uuid AND p.registered_by = $2::uuid")

    /// No row: it has another version. $1 id · $2 to $14 details · $15 version · from $16 on an `AuditStamp`
    static let change = Statement(
        "patient_change",
        """
        WITH changed AS (
            UPDATE patients p
            SET (\(columns)) = ROW(\(values(from: 2))), version = p.version + 1, updated_at = now()
            WHERE p.id = $1::uuid AND p.version = $15::bigint
            RETURNING p.*
        ), removed AS (
            DELETE FROM patient_identifiers i USING changed c
            WHERE i.patient_id = c.id AND NOT EXISTS (
                SELECT FROM unnest($13::text[], $14::text[]) AS n (system, value) WHERE (n.system, n.value) = (i.system, i.value))
        ), added AS (
            INSERT INTO patient_identifiers (patient_id, system, value)
            SELECT c.id, n.system, n.value FROM changed c CROSS JOIN unnest($13::text[], $14::text[]) AS n (system, value)
            WHERE NOT EXISTS (
                SELECT FROM patient_identifiers i
                WHERE i.patient_id = c.id AND (i.system, i.value) = (n.system, n.value))
        ), \(EntryStatements.entry(.updatePatient, from: "changed", patient: "id", stamp: 16))
        SELECT \(PatientRecord.Column.list(of: "c")) FROM changed c
        """)

    /// `doctor`: a parameter, null for who sees all.
    private static func isSeen(_ doctor: String) -> String {
        """
        (\(doctor)::uuid IS NULL OR p.registered_by = \(doctor)::uuid OR p.user_id = \(doctor)::uuid
            OR EXISTS (SELECT FROM appointments a WHERE a.patient_id = p.id AND a.doctor_id = \(doctor)::uuid))
        """
    }

    private static let columns =
        "first_name, last_name, birth_date, sex, phone, email, language, street, city, postal_code, country"

    private static func values(from first: Int) -> String {
        (0..<11).map { $0 == 2 ? "$\(first + $0)::date" : "$\(first + $0)::text" }.joined(separator: ", ")
    }
}

enum RegistrationColumn: String, ColumnList {
    case isMade = "m.id IS NOT NULL"
    case isTaken = "EXISTS (SELECT FROM taken)"
    case alike = "f.ids"
}
