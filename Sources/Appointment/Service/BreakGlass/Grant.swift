import Audit
import Contracts
import Hosting
import Postgres

/// What an id of a grant is of.
enum GrantEntity {}
typealias GrantID = Identifier<GrantEntity>

/// That somebody reads a patient's appointments for a while who otherwise may not, as the database has it.
struct Grant: Sendable {
    /// How long somebody else has to say whether it was right; who is not reviewed by then gets no other one.
    static let reviewHours = 72
    /// How much later the patient is told when telling at once would endanger care.
    static let delayHours = 24

    /// Why one is asked for: an emergency, a court or an authority, the patient's own request.
    static let purposes: [AuditEntry.Purpose] = [.breakTheGlass, .legal, .patientRequest]

    enum State: String, Sendable, CaseIterable {
        case running = "RUNNING"
        /// It is over, and nobody has looked at it.
        case unreviewed = "TO_REVIEW"
        /// And for too long.
        case overdue = "OVERDUE"
        case reviewed = "REVIEWED"
    }

    enum Verdict: String, Sendable, CaseIterable {
        case justified = "JUSTIFIED"
        case unjustified = "UNJUSTIFIED"
    }

    let row: RowOf<Column>

    enum Column: String, ColumnList {
        case id
        case actorID = "actor_id"
        case actorRole = "actor_role"
        case actorName = "actor_name"
        case patientID = "patient_id"
        case purpose, reason
        case startsAt = "starts_at"
        case endsAt = "ends_at"
        case endedEarly = "ended_early"
        case tellAt = "tell_at"
        case reviewedBy = "reviewed_by"
        case reviewedAt = "reviewed_at"
        case verdict, note
    }

    var id: GrantID { get throws(PostgresError) { try row.id(.id) } }
    var patientID: UserID { get throws(PostgresError) { try row.id(.patientID) } }
    var startsAt: Instant { get throws(PostgresError) { try row.instant(.startsAt) } }
}

/// What a grant's row says beside its columns, in the words of `State`.
enum GrantStateColumn: String, ColumnList {
    case state
    case patientName = "patient_name"
}
