import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// The SQL of lists in one order. Everything that a list is filtered by stands before the start in an index: none reads rows only
/// to leave them out but a patient's, who has few, and the neighbours of a doctor's days. The indexes have the latest first, and
/// are read backwards for the other order.
///
/// A place to go on after is a start and an id; `end` is where a stretch ends in this order: its first start when the latest come first
/// (inclusive), otherwise the start behind its last (exclusive).
struct ListStatements: Sendable {
    /// $1 person · $2 and $3: to go on after · $4 limit
    let ofPatient: Statement
    let ofDoctor: Statement
    /// A patient has few. As above · $5 states · $6 first day, null for none · $7 the day after the last, null for none · $8 end ·
    /// $9 doctor, null for any
    let ofPatientFiltered: Statement
    /// Each state has its place in the index. $1 to $8 as in `ofPatientFiltered`
    let ofDoctorFiltered: Statement
    /// Everybody's, by a `ListWindow`. $1 limit · $2 states
    /// $3 last days · $4 end · $5 and $6: to go on after
    /// $7 end of those between · $8 and $9: to go on after
    /// $10 first days · $11 end · $12 and $13: to go on after
    let everyones: Statement

    /// In a desk's book: of a patient, of a doctor, and all of it. $1 to $9 or $8 as in the two above, then the desk; in `book` $1 to $13 as
    /// in `everyones` · $14 desk · $15 and $16: to go on after · $17 first day · $18 the day after the last · $19 end
    let ofPatientInBook: Statement
    let ofDoctorInBook: Statement
    let book: Statement

    static let latestFirst = ListStatements(.latestFirst)
    static let earliestFirst = ListStatements(.earliestFirst)

    /// The version of a person's own list. $1 person
    static let version = Statement("list_version", "SELECT version FROM list_versions WHERE user_id = $1", isBrief: true)

    private init(_ order: ListOrder) {
        let sql = ListSQL(order)
        let isUp = order == .earliestFirst
        ofPatient = sql.ofPerson(isUp ? "of_patient_upwards" : "of_patient", "a.patient_id = $1::uuid")
        ofDoctor = sql.ofPerson(isUp ? "of_doctor_upwards" : "of_doctor", "a.doctor_id = $1::uuid")
        ofPatientFiltered = sql.ofPerson(
            isUp ? "of_patient_filtered_upwards" : "of_patient_filtered",
            sql.ofPatient)
        ofPatientInBook = sql.ofPerson(
            isUp ? "of_patient_in_book_upwards" : "of_patient_in_book",
            "\(sql.ofPatient) AND \(BookStatements.has("a.doctor_id", desk: "$10::uuid"))")
        ofDoctorFiltered = Statement(isUp ? "of_doctor_filtered_upwards" : "of_doctor_filtered", sql.ofDoctor(where: ""))
        // Whether it is one of the desk's is known before a row is read.
        ofDoctorInBook = Statement(
            isUp ? "of_doctor_in_book_upwards" : "of_doctor_in_book",
            sql.ofDoctor(where: "WHERE \(BookStatements.has("$1::uuid", desk: "$9::uuid"))"))
        everyones = Statement(
            isUp ? "everyones_upwards" : "everyones",
            """
            SELECT \(StoredAppointment.Column.list(of: "a"))
            FROM (
                \(sql.everyones(where: ""))
            ) a
            \(sql.order("$1"))
            """)
        // One of the two parts has nothing, and is not begun.
        let next = sql.next(
            "a.doctor_id = b.doctor_id AND a.status = state AND \(sql.until("$19")) AND \(ListSQL.days("$17", "$18"))",
            after: "$15", "$16",
            "$1")
        book = Statement(
            isUp ? "book_upwards" : "book",
            """
            SELECT \(StoredAppointment.Column.list(of: "a"))
            FROM (
                \(sql.everyones(where: "WHERE \(BookStatements.isWhole(desk: "$14::uuid"))"))
                UNION ALL
                SELECT a.* FROM desk_assignments b CROSS JOIN \(ListSQL.states("$2")) CROSS JOIN LATERAL (
                    \(next)
                ) a
                WHERE b.desk_id = $14::uuid
            ) a
            \(sql.order("$1"))
            """)
    }
}

/// The parts that differ by order, and those that do not.
private struct ListSQL {
    private let isAfter: String
    private let isBeforeEnd: String
    private let direction: String

    static func days(_ first: String, _ end: String) -> String {
        "(\(first)::date IS NULL OR a.date >= \(first)::date) AND (\(end)::date IS NULL OR a.date < \(end)::date)"
    }

    static let isOnDay = "a.date = '1970-01-01'::date + day::integer"

    init(_ order: ListOrder) {
        (isAfter, isBeforeEnd, direction) =
            switch order {
            case .latestFirst: ("<", ">=", "DESC")
            case .earliestFirst: (">", "<", "ASC")
            }
    }

    static func states(_ parameter: String) -> String { "unnest(\(parameter)::text[]) AS s (state)" }

    func until(_ end: String) -> String { "a.starts_at \(isBeforeEnd) \(end)::timestamptz" }

    func order(_ limit: String) -> String { "ORDER BY a.starts_at \(direction), a.id \(direction) LIMIT \(limit)::bigint" }

    func next(_ condition: String, after start: String, _ id: String, _ limit: String) -> String {
        """
        SELECT a.* FROM appointments a
        WHERE \(condition) AND (a.starts_at, a.id) \(isAfter) (\(start)::timestamptz, \(id)::uuid)
        \(order(limit))
        """
    }

    var ofPatient: String {
        "a.patient_id = $1::uuid AND \(until("$8")) AND a.status = ANY($5::text[]) AND \(Self.days("$6", "$7"))"
            + " AND ($9::uuid IS NULL OR a.doctor_id = $9::uuid)"
    }

    func ofDoctor(where condition: String) -> String {
        let all = "a.doctor_id = $1::uuid AND a.status = state AND \(until("$8")) AND \(Self.days("$6", "$7"))"
        return """
            SELECT \(StoredAppointment.Column.list(of: "a"))
            FROM \(Self.states("$5")) CROSS JOIN LATERAL (
                \(next(all, after: "$2", "$3", "$4"))
            ) a
            \(condition)
            \(order("$4"))
            """
    }

    func everyones(where condition: String) -> String {
        """
        SELECT a.* FROM \(Self.states("$2")) CROSS JOIN unnest($3::bigint[]) AS d (day) CROSS JOIN LATERAL (
            \(next("\(Self.isOnDay) AND a.status = state AND \(until("$4"))", after: "$5", "$6", "$1"))
        ) a
        \(condition)
        UNION ALL
        SELECT a.* FROM \(Self.states("$2")) CROSS JOIN LATERAL (
            \(next("a.status = state AND \(until("$7"))", after: "$8", "$9", "$1"))
        ) a
        \(condition)
        UNION ALL
        SELECT a.* FROM \(Self.states("$2")) CROSS JOIN unnest($10::bigint[]) AS d (day) CROSS JOIN LATERAL (
            \(next("\(Self.isOnDay) AND a.status = state AND \(until("$11"))", after: "$12", "$13", "$1"))
        ) a
        \(condition)
        """
    }

    func ofPerson(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(StoredAppointment.Column.list(of: "a"))
            FROM appointments a
            WHERE \(condition) AND (a.starts_at, a.id) \(isAfter) ($2::timestamptz, $3::uuid)
            \(order("$4"))
            """, isBrief: true)
    }
}
