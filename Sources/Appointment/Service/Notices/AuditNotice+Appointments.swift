import Access
import Audit
import Contracts
import Postgres

extension AuditNotice {
    /// Patients hear of admins who look at their appointments, or at who has looked at them. `names`: who it was, too.
    static func ofAppointments(names: Bool, commits: CommitSignal) -> AuditNotice {
        AuditNotice(NoticeStatements.append, [.bool(names)], concerns: isTold) { commits.published() }
    }

    private static func isTold(_ event: AuditEvent, _ act: Act) -> Bool {
        guard act.person.role == .admin else { return false }
        return event == .readLog || act.purpose == .administration && [.read, .list, .history].contains(event)
    }
}
