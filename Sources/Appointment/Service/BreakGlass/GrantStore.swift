import Access
import Audit
import Contracts
import Hosting
import Postgres

/// Grants in appointment_db. Each method is one statement and its own transaction.
struct GrantStore {
    let pool: PostgresPool
    /// Whether events say who it was.
    let namesStaff: Bool

    /// Rows a statement touches at most.
    private static let batch = 200

    enum Opening: Sendable {
        case open(Grant)
        case noPatient
        case running
        /// An earlier one waits for its review.
        case overdue
    }

    enum Ending: Sendable {
        case ended(Grant)
        case none
        case over
    }

    enum Review: Sendable {
        case reviewed(Grant)
        case none
        case own
        case running
        /// By somebody else.
        case before
    }

    func open(
        _ form: GrantForm, of patient: UserID, as id: GrantID, by person: Principal, traceparent: String, entry: AuditStamp
    ) async throws(PostgresError) -> Opening {
        let values: [PostgresValue] = [
            .id(id), .id(patient), .id(person.userID), .text(person.role.rawValue), .text(person.name),
            .text(form.purpose.rawValue), .text(form.reason), .int(form.minutes), .bool(form.delaysNotice),
            .bool(namesStaff), .text(traceparent),
        ]
        do throws(PostgresError) {
            guard
                let found = try await pool.query(GrantStatements.open, values + entry.values, attempts: AppointmentStore.attempts)
                    .first
            else { return .noPatient }
            let row = RowOf<OpeningColumn>(found)
            if try row.bool(.isOpen) { return .open(Grant(row: row.next())) }
            return try row.bool(.isOverdue) ? .overdue : .noPatient
        } catch {
            guard error.constraint == "break_glass_one_at_a_time" else { throw error }
            return .running
        }
    }

    func end(_ id: GrantID, by person: UserID, entry: AuditStamp) async throws(PostgresError) -> Ending {
        guard let found = try await pool.query(GrantStatements.end, [.id(id), .id(person)] + entry.values).first else {
            return .none
        }
        let row = RowOf<EndingColumn>(found)
        return try row.bool(.isEnded) ? .ended(Grant(row: row.next())) : .over
    }

    func review(_ id: GrantID, _ form: ReviewForm, by person: UserID, entry: AuditStamp) async throws(PostgresError) -> Review {
        let values: [PostgresValue] = [.id(id), .id(person), .text(form.verdict.rawValue), .text(form.note)]
        guard let found = try await pool.query(GrantStatements.review, values + entry.values).first else { return .none }
        let row = RowOf<ReviewColumn>(found)
        if try row.bool(.isReviewed) { return .reviewed(Grant(row: row.next())) }
        if try row.bool(.isOwn) { return .own }
        return try row.bool(.isRunning) ? .running : .before
    }

    /// The latest first. `person` nil: everybody's.
    func grants(of person: UserID?, in states: [Grant.State], after position: PagePosition, limit: Int) async throws(PostgresError)
        -> [Grant]
    {
        let values: [PostgresValue] = [
            .id(person), .textArray(states.map(\.rawValue)), .instant(position.at), .id(GrantID(position.id)), .int(limit),
        ]
        return try await pool.query(GrantStatements.list, values).map { Grant(row: RowOf($0)) }
    }

    /// Tells patients who were to be told later; false when there is nobody, or nobody any more.
    func tell() async throws(PostgresError) -> Bool {
        try await !pool.query(GrantStatements.tell, [.bool(namesStaff), .int(Self.batch)]).isEmpty
    }

    /// Writes into the access log which grants have run out; false when there are none, or none any more.
    func recordEnds(at now: Instant) async throws(PostgresError) -> Bool {
        try await !pool.query(GrantStatements.runOut, [.instant(now), .int(Self.batch)]).isEmpty
    }

    /// How many wait for their review for too long.
    func overdue() async throws(PostgresError) -> Int { try await pool.query(GrantStatements.overdue).first?.int(0) ?? 0 }
}
