import Access
import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

extension AppointmentStore {
    /// An appointment, and how this person sees it; nil when there is none that they see. For a patient and a desk, and for a
    /// doctor's own, no grant is looked for.
    func seen(_ id: AppointmentID, by person: Principal) async throws -> (appointment: StoredAppointment, sight: Sight)? {
        let viewer = person.viewer
        if viewer != nil, let own = try await appointment(id, for: viewer) { return (own, Sight(of: person)) }
        guard person.mayHoldGrants,
            let row = try await pool.query(AppointmentStatements.oneByGrant, [.id(id)] + Self.holder(person)).first
        else { return nil }
        let appointment = StoredAppointment(row: RowOf(row))
        let grant = try Self.purpose(appointment.row.next())
        return viewer == nil || grant != nil ? (appointment, Sight(of: person, grant: grant)) : nil
    }

    /// Every change of one, oldest first, and whose it is; nil where `seen` gives nil.
    func historySeen(of id: AppointmentID, by person: Principal) async throws
        -> (patient: UserID, history: [HistoryEntry], sight: Sight)?
    {
        let viewer = person.viewer
        if viewer != nil, let (patient, history) = try await history(of: id, for: viewer) {
            return (patient, history, Sight(of: person))
        }
        guard person.mayHoldGrants else { return nil }
        let rows = try await pool.query(AppointmentStatements.historyByGrant, [.id(id)] + Self.holder(person))
        guard let first = rows.first else { return nil }
        let owner: RowOf<PatientColumn> = RowOf<HistoryEntry.Column>(first).next()
        let grant = try Self.purpose(owner.next())
        guard viewer == nil || grant != nil else { return nil }
        var history: [HistoryEntry] = []
        for row in rows { history.append(try HistoryEntry(RowOf(row))) }
        return (try owner.id(.patientID), history, Sight(of: person, grant: grant))
    }

    /// What this person's running grant for a patient is for; nil without one.
    func grant(of person: Principal, for patient: UserID) async throws(PostgresError) -> AuditEntry.Purpose? {
        try await pool.query(AppointmentStatements.grant, [.id(patient)] + Self.holder(person)).first.map {
            row throws(PostgresError) in try Self.purpose(RowOf(row))
        } ?? nil
    }

    private static func holder(_ person: Principal) -> [PostgresValue] { [.id(person.userID), .text(person.role.rawValue)] }

    private static func purpose(_ row: RowOf<GrantColumn>) throws(PostgresError) -> AuditEntry.Purpose? {
        try row.wordOrNil(.purpose, "a purpose", AuditEntry.Purpose.init(rawValue:))
    }
}

extension Principal {
    fileprivate var mayHoldGrants: Bool { role == .doctor || role == .admin }
}
