import Access
import Audit

/// What somebody sees of appointments, and why: by their role, or by a grant that is running (`BreakGlass`).
struct Sight: Sendable, Equatable {
    let texts: TextAccess
    /// Nil: for what is theirs to do anyway.
    let purpose: AuditEntry.Purpose?

    /// `grant`: what a running grant for the patient is for.
    init(of person: Principal, grant: AuditEntry.Purpose? = nil) {
        texts = grant == nil ? person.texts : .shown
        purpose = grant
    }
}
