import Postgres

/// The SQL that finds patients' records. Each statement finds them by one thing that has an index and leaves out of these few what does not fit
/// the rest; by name they are in the order of an index. None looks at records only to leave them out but those of one birth date, telephone number
/// or doctor, and of names with the same beginnings, which are counted first.
///
/// $1 and $2, $3: last name, first name and id to go on after · $4 limit · $5 words, $6 birth date, $7 phone, $8 and $9 system and value of an
/// identifier; null for any, and absent where the rest uses none · $10 doctor, for `ofDoctor`
enum PatientSearchStatements {
    /// More records than that by the same beginnings are not sorted: one more word, or a birth date, narrows the search.
    static let most = 5_000

    /// In the order of an index.
    static let all = Statement(
        "patients_all",
        """
        SELECT false AS is_too_broad, \(PatientRecord.columns)
        FROM (SELECT p.* FROM patients p WHERE \(isAfter) AND p.merged_into IS NULL \(order) LIMIT $4::bigint) p
        \(order)
        """)

    static let byWords = found(
        "patients_by_words",
        """
        SELECT p.id, p.last_name, p.first_name FROM patients p
        WHERE p.words @@ to_tsquery('simple', folded($5::text)) AND p.merged_into IS NULL LIMIT \(most + 1)
        """)
    static let byBirthDate = found(
        "patients_by_birth_date",
        "SELECT p.id, p.last_name, p.first_name FROM patients p WHERE p.birth_date = $6::date AND p.merged_into IS NULL AND \(fits)"
    )
    static let byPhone = found(
        "patients_by_phone",
        "SELECT p.id, p.last_name, p.first_name FROM patients p WHERE p.phone = $7::text AND p.merged_into IS NULL AND \(fits)")
    static let byIdentifier = found(
        "patients_by_identifier",
        """
        SELECT p.id, p.last_name, p.first_name FROM patient_identifiers n JOIN patients p ON p.id = n.patient_id
        WHERE n.system = $8::text AND n.value = $9::text AND p.merged_into IS NULL AND \(fits)
        """)
    /// Of the patients that one doctor has, or has registered, however many there are of others.
    static let ofDoctor = found(
        "patients_of_doctor",
        """
        SELECT p.id, p.last_name, p.first_name
        FROM (
            SELECT a.patient_id AS id FROM appointments a WHERE a.doctor_id = $10::uuid
            UNION
            SELECT r.id FROM patients r WHERE r.registered_by = $10::uuid
        ) mine JOIN patients p USING (id)
        WHERE p.merged_into IS NULL AND \(fits)
          AND ($8::text IS NULL OR EXISTS (
              SELECT FROM patient_identifiers n WHERE n.patient_id = p.id AND (n.system, n.value) = ($8::text, $9::text)))
        """)

    /// Where a record stands in the order. $1 id
    static let place = Statement("patient_place", "SELECT last_name, first_name FROM patients WHERE id = $1::uuid", isBrief: true)

    private static let fits = """
        ($5::text IS NULL OR p.words @@ to_tsquery('simple', folded($5::text)))
            AND ($6::date IS NULL OR p.birth_date = $6::date) AND ($7::text IS NULL OR p.phone = $7::text)
        """
    private static let isAfter = "(p.last_name, p.first_name, p.id) > ($1::text, $2::text, $3::uuid)"
    private static let order = "ORDER BY p.last_name, p.first_name, p.id"

    private static func found(_ name: StaticString, _ records: String) -> Statement {
        Statement(
            name,
            """
            WITH found AS MATERIALIZED (
                \(records)
            ), page AS MATERIALIZED (
                SELECT p.id FROM found p WHERE \(isAfter) \(order) LIMIT $4::bigint
            )
            SELECT (SELECT count(*) FROM found) > \(most) AS is_too_broad, \(PatientRecord.columns)
            FROM page JOIN patients p USING (id)
            \(order)
            """)
    }
}

enum PatientSearchColumn: String, ColumnList { case isTooBroad = "is_too_broad" }

enum PatientPlaceColumn: String, ColumnList {
    case lastName = "last_name"
    case firstName = "first_name"
}
