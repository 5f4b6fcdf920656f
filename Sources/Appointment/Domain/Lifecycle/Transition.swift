package import Contracts

/// The life of an appointment:
///
/// ```
///              approve               complete
///   PENDING ─────────────▶ APPROVED ──────────▶ COMPLETED
///    │  │ ▲                 │    │ ▲               │ uncomplete
///    │  │ │                 │    │ └───────────────┘
///    │  │ └─────────────────┘    │ cancel
///    │  │   patient reschedules  │
///    │  └────────────────────────┴────────────▶ CANCELLED
///    └──────────────────────────────────────▶ REJECTED
/// ```
///
/// A reschedule by the doctor or the front desk, and notes, leave the state as it is.
package struct Transition: Sendable, Hashable {
    package let from: AppointmentStatus
    package let to: AppointmentStatus

    package enum Decision: Sendable, Equatable {
        case moves(to: AppointmentStatus)
        /// The role may do this, but not in this state. 409, with the state.
        case wrongState(AppointmentStatus)
        /// The role may never do this. 403.
        case forbidden
    }

    package static func decide(_ action: AppointmentAction, from status: AppointmentStatus, by role: ActorRole) -> Decision {
        let transitions = all(action, by: role)
        guard !transitions.isEmpty else { return .forbidden }
        guard let transition = transitions.first(where: { $0.from == status }) else { return .wrongState(status) }
        return .moves(to: transition.to)
    }

    /// The table: every transition that the action stands for when the role takes it. A store's conditional update takes its states
    /// from here.
    package static func all(_ action: AppointmentAction, by role: ActorRole) -> [Transition] {
        switch (action, role) {
        case (.approve, .doctor): [.pending >> .approved]
        case (.reject, .doctor): [.pending >> .rejected]
        case (.complete, .doctor): [.approved >> .completed]
        // For a quarter of an hour, by the one who completed it.
        case (.uncomplete, .doctor): [.completed >> .approved]
        case (.cancel, .patient), (.cancel, .doctor), (.cancel, .desk), (.cancel, .admin):
            [.pending >> .cancelled, .approved >> .cancelled]
        // A request whose time has come without an answer.
        case (.cancel, .system): [.pending >> .cancelled]
        case (.reschedule, .patient): [.pending >> .pending, .approved >> .pending]
        case (.reschedule, .doctor), (.reschedule, .desk): [.pending >> .pending, .approved >> .approved]
        case (.annotate, .doctor): [.pending >> .pending, .approved >> .approved, .completed >> .completed]
        default: []
        }
    }
}

extension AppointmentStatus {
    fileprivate static func >> (from: AppointmentStatus, to: AppointmentStatus) -> Transition {
        Transition(from: from, to: to)
    }
}
