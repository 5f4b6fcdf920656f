import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

/// Tokens of calendar subscriptions and what they show, in appointment_db. A token is known by its SHA-256 only.
struct CalendarStore {
    let pool: PostgresPool
    let unreadable: UnreadableRows

    /// What a calendar shows at most: the next ones, and the last of those that have begun.
    static let limits = (toCome: 1_000, begun: 500)

    /// Replaces the token the user had. False, and nothing done, when they are not, or no longer, patient or doctor as `person`
    /// says.
    func setToken(_ hash: [UInt8], of person: Participant, at now: Instant, entry: AuditStamp) async throws(PostgresError) -> Bool {
        let (user, role) =
            switch person {
            case .patient(let id): (id, Role.patient)
            case .doctor(let id): (id, Role.doctor)
            case .desk(let id): (id, Role.desk)
            }
        let values: [PostgresValue] = [.id(user), .text(role.rawValue), .bytes(hash), .instant(now)]
        return try await !pool.query(CalendarStatements.replace, values + entry.values).isEmpty
    }

    func removeToken(of user: UserID, entry: AuditStamp) async throws(PostgresError) {
        _ = try await pool.query(CalendarStatements.remove, [.id(user)] + entry.values)
    }

    struct Feed {
        let owner: UserID
        let role: Role
        /// Earliest first.
        var appointments: [Appointment] = []
        /// There are later appointments, which are left out.
        var lacksLater = false
        /// There are earlier appointments, which are left out.
        var lacksEarlier = false
    }

    /// The appointments of the token's owner that start after `start`, those nearest to `now`, up to `limits`. Nil for a token that
    /// belongs to nobody, or to nobody any more: its owner has made another one, is switched off or has another role, or the
    /// account belongs to somebody else now.
    func feed(ofToken hash: [UInt8], after start: Instant, now: Instant) async throws(PostgresError) -> Feed? {
        // One more of each than is shown tells whether something is left out.
        let (toCome, begun) = Self.limits
        let rows = try await pool.query(
            CalendarStatements.feed, [.bytes(hash), .instant(start), .instant(now), .int(toCome + 1), .int(begun + 1)])
        guard let first = rows.first else { return nil }
        var (earlier, later): ([StoredAppointment], [StoredAppointment]) = ([], [])
        for row in rows {
            let columns: RowOf<StoredAppointment.Column> = RowOf<CalendarOwnerColumn>(row).next()
            guard !columns.isNull(.id) else { continue }
            let stored = StoredAppointment(row: columns)
            if try stored.startsAt < now { earlier.append(stored) } else { later.append(stored) }
        }
        var feed = Feed(
            owner: try RowOf<CalendarOwnerColumn>(first).id(.owner),
            role: try RowOf<CalendarOwnerColumn>(first).word(.role, "a role", Role.init(rawValue:)),
            lacksLater: later.count > toCome,
            lacksEarlier: earlier.count > begun)
        for stored in earlier.suffix(begun) + later.prefix(toCome) {
            // One that cannot be read must not spoil the others.
            guard stored.isReadable else {
                unreadable.appointment(try? stored.id)
                continue
            }
            feed.appointments.append(try Appointment(stored))
        }
        return feed
    }
}

/// Whose calendar it is, before each appointment.
enum CalendarOwnerColumn: String, ColumnList {
    case owner = "user_id"
    case role
}
