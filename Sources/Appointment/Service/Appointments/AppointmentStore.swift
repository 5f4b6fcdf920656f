import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// Appointments in appointment_db; `sql/appointment` has the tables. Each method is one statement and its own transaction; what changes an
/// appointment also writes its history and its event. Booking, changes and lists have theirs in their own folders.
struct AppointmentStore {
    let pool: PostgresPool

    /// How often a statement that changes something is tried when other transactions get in its way.
    static let attempts = 4

    /// Nil: there is none, or the viewer may not see it. A patient sees their own, a doctor those with them and their own as a
    /// patient, a desk those in its book. A nil viewer, an admin, sees every one.
    func appointment(_ id: AppointmentID, for viewer: Participant?) async throws(PostgresError) -> StoredAppointment? {
        try await pool.query(AppointmentStatements.one(for: viewer), [.id(id)] + Self.values(viewer)).first.map {
            StoredAppointment(row: RowOf($0))
        }
    }

    /// Who, and for the two people whether they are a doctor.
    private static func values(_ viewer: Participant?) -> [PostgresValue] {
        switch viewer {
        case .patient(let id): [.id(id), .bool(false)]
        case .doctor(let id): [.id(id), .bool(true)]
        case .desk(let id): [.id(id)]
        case nil: [.null, .null]
        }
    }

    /// Every change of one, oldest first, and whose it is; nil where `appointment` returns nil.
    func history(of id: AppointmentID, for viewer: Participant?) async throws(PostgresError)
        -> (patient: UserID, history: [HistoryEntry])?
    {
        let rows = try await pool.query(AppointmentStatements.history(for: viewer), [.id(id)] + Self.values(viewer))
        guard let first = rows.first else { return nil }
        let owner: RowOf<PatientColumn> = RowOf<HistoryEntry.Column>(first).next()
        var history: [HistoryEntry] = []
        for row in rows { history.append(try HistoryEntry(RowOf(row))) }
        return (try owner.id(.patientID), history)
    }
}

extension SQLState {
    /// Raised by the function `claim_time`.
    static let rulesUnsettled: SQLState = "CZ001"
}
