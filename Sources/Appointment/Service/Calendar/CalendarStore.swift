import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// Tokens of calendar subscriptions and what they show, in appointment_db. A token is known by its SHA-256 only.
struct CalendarStore {
    let pool: PostgresPool

    /// Appointments a calendar shows at most, the latest.
    private static let limit = 1_000

    /// Replaces the token the user had.
    func setToken(_ hash: [UInt8], of person: Participant, at now: Instant) async throws(PostgresError) {
        let (user, role) =
            switch person {
            case .patient(let id): (id, "PATIENT")
            case .doctor(let id): (id, "DOCTOR")
            }
        _ = try await pool.query(Self.replace, [.id(user), .text(role), .bytes(hash), .instant(now)])
    }

    func removeToken(of user: UserID) async throws(PostgresError) { _ = try await pool.query(Self.remove, [.id(user)]) }

    /// Whose token it is; nil for one that is not, or no longer, anybody's.
    func owner(ofToken hash: [UInt8]) async throws(PostgresError) -> Participant? {
        guard let row = try await pool.query(Self.find, [.bytes(hash)]).first else { return nil }
        return try row.text(1) == "DOCTOR" ? .doctor(try row.id(0)) : .patient(try row.id(0))
    }

    /// Those that start after `start`, earliest first.
    func appointments(of person: Participant, after start: Instant) async throws(PostgresError) -> [Appointment] {
        let (statement, user) =
            switch person {
            case .patient(let id): (Self.ofPatient, id)
            case .doctor(let id): (Self.ofDoctor, id)
            }
        var appointments: [Appointment] = []
        for row in try await pool.query(statement, [.id(user), .instant(start), .int(Self.limit)]) {
            appointments.append(try Appointment(StoredAppointment(row)))
        }
        return appointments.reversed()
    }

    func appointment(_ id: AppointmentID) async throws(PostgresError) -> Appointment? {
        guard let row = try await pool.query(Self.single, [.id(id)]).first else { return nil }
        return try Appointment(StoredAppointment(row))
    }

    // MARK: -

    /// $1 user · $2 role · $3 hash · $4 now
    private static let replace = Statement(
        "calendar_replace",
        """
        INSERT INTO calendar_tokens (user_id, role, token_hash, created_at) VALUES ($1::uuid, $2::text, $3::bytea, $4::timestamptz)
        ON CONFLICT (user_id) DO UPDATE
        SET role = EXCLUDED.role, token_hash = EXCLUDED.token_hash, created_at = EXCLUDED.created_at
        """)

    private static let remove = Statement("calendar_remove", "DELETE FROM calendar_tokens WHERE user_id = $1::uuid")

    private static let find = Statement(
        "calendar_find", "SELECT user_id, role FROM calendar_tokens WHERE token_hash = $1::bytea")

    private static let single = Statement(
        "calendar_single", "SELECT \(AppointmentStatements.columns(of: "a")) FROM appointments a WHERE a.id = $1::uuid")

    private static let ofPatient = list("calendar_of_patient", whose: "patient_id")
    private static let ofDoctor = list("calendar_of_doctor", whose: "doctor_id")

    /// $1 person · $2 start · $3 at most so many
    private static func list(_ name: StaticString, whose column: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(AppointmentStatements.columns(of: "a"))
            FROM appointments a
            WHERE a.\(column) = $1::uuid AND a.starts_at > $2::timestamptz
            ORDER BY a.starts_at DESC, a.id DESC
            LIMIT $3::bigint
            """)
    }
}
