import Access
package import Contracts

/// An entry that is about to be written, of people instead of the pseudonyms that stand for them.
struct NewEntry: Sendable {
    /// What the repetitions of one entry have in common.
    struct Kind: Hashable {
        let actor: UserID
        let session: SessionID
        let event: AuditEvent
        let outcome: AuditEntry.Outcome
        let object: UUIDValue?
        let people: [UserID]
        let purpose: AuditEntry.Purpose
        let client: String?
        /// 0: of any time.
        let minute: Int64

        /// `at` nil: of any time.
        init(
            _ event: AuditEvent, _ outcome: AuditEntry.Outcome, _ act: Act, _ object: AuditObject?, _ people: [UserID], at: Instant?
        ) {
            (actor, session, purpose, client) = (act.person.userID, act.person.sessionID, act.purpose, act.client)
            (self.event, self.outcome, self.object, self.people) = (event, outcome, object?.id, people)
            minute = at.map { $0.seconds / 60 } ?? 0
        }
    }

    let id: AuditEntryID
    var at: Instant
    let event: AuditEvent
    let outcome: AuditEntry.Outcome
    let act: Act
    let object: AuditObject?
    /// Whose data it was, each once.
    var people: [UserID]
    var times = 1
    /// Repetitions of a minute are one entry.
    var isCounted = true

    var kind: Kind { Kind(event, outcome, act, object, people, at: at) }
}

/// What something was done to, of the type that its event says.
package struct AuditObject: Sendable, Equatable {
    package let id: UUIDValue
    package let version: Int64?

    package init(_ id: UUIDValue, version: Int64? = nil) { (self.id, self.version) = (id, version) }
}
