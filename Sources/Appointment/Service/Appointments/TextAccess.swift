import Access
import AppointmentDomain
import Contracts

/// Whether somebody reads what people have written in their own words: reasons and notes.
enum TextAccess: Sendable {
    case shown
    /// What is shown without them says `restricted: true`.
    case withheld
}

extension Principal {
    /// What an appointment that they may see shows them by their role alone.
    var texts: TextAccess {
        switch role {
        case .patient, .doctor: .shown
        case .desk, .admin: .withheld
        }
    }
}

extension Principal {
    /// The same of what a doctor says of an absence, which whoever may write it reads.
    var absenceTexts: TextAccess {
        switch role {
        case .doctor, .admin: .shown
        case .patient, .desk: .withheld
        }
    }
}

extension HistoryEntry {
    /// Whether its context is, or would be, somebody's own words: why it was rejected or cancelled. Where it was moved from is not.
    var hasOwnWords: Bool { from != to && (to == .rejected || to == .cancelled) }
}
