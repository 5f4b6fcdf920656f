import Access
import Contracts
package import Postgres

/// How a service tells people that somebody has looked at their data, once of each who looks and day (UTC): in the statement that records it.
package struct AuditNotice {
    let statement: Statement
    let values: [PostgresValue]
    let concerns: (AuditEvent, Act) -> Bool
    let told: () -> Void

    /// `statement`: of `AuditStatements.append(_:telling:)`, with `values` for what it needs beyond the entries. It takes the place of the plain
    /// one when there is an entry that `concerns` answers for. `told`: somebody was told.
    package init(
        _ statement: Statement, _ values: [PostgresValue], concerns: @escaping (AuditEvent, Act) -> Bool, told: @escaping () -> Void
    ) {
        self.statement = statement
        self.values = values
        self.concerns = concerns
        self.told = told
    }
}

/// Looks of which this loop knows that they have been told: the plain statement is enough for them.
struct KnownLooks {
    struct Look: Hashable {
        let actor, person: UserID
        let day: Int64
    }

    private var known: Set<Look> = []

    private static let limit = 50_000
    private static let secondsADay: Int64 = 86_400

    /// Nil: there is none that has to be told, or each is known.
    func new(in entries: [NewEntry], _ notice: AuditNotice) -> Set<Look>? {
        var looks: Set<Look> = []
        for entry in entries where entry.outcome == .success && notice.concerns(entry.event, entry.act) {
            let (actor, day) = (entry.act.person.userID, entry.at.seconds / Self.secondsADay)
            for person in entry.people where person != actor { looks.insert(Look(actor: actor, person: person, day: day)) }
        }
        looks.subtract(known)
        return looks.isEmpty ? nil : looks
    }

    mutating func add(_ looks: Set<Look>) {
        if known.count > Self.limit { known.removeAll(keepingCapacity: true) }
        known.formUnion(looks)
    }
}
