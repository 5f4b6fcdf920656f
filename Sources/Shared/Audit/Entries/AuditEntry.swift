package import Contracts

/// One line of the access log: who has done what to whose data, when, why and with what result (ISO 27789; IHE BALP). It holds no
/// health data and no name: people are `subjects`, numbers that stand for them.
package struct AuditEntry: Equatable, Sendable {
    /// The kind of act, as in FHIR's AuditEvent.action.
    package enum Action: String, Sendable, CaseIterable {
        case create = "C"
        case read = "R"
        case update = "U"
        case delete = "D"
        case execute = "E"
    }

    /// As in FHIR's AuditEvent.outcome.
    package enum Outcome: Int16, Sendable, CaseIterable {
        case success = 0
        /// Refused: not allowed, not theirs, or changed meanwhile.
        case minorFailure = 4
        /// Went wrong on our side.
        case seriousFailure = 8
    }

    /// Why somebody looks or changes, as in HL7's v3-ActReason.
    package enum Purpose: String, Sendable, CaseIterable {
        case treatment = "TREAT"
        case patientRequest = "PATRQT"
        case operations = "HOPERAT"
        case administration = "PATADMIN"
        case breakTheGlass = "BTG"
        case legal = "HLEGAL"
        case system = "SYSADMIN"
    }

    package struct Actor: Equatable, Sendable {
        /// The role of what no person does.
        package static let system = "SYSTEM"

        /// Nil: the system itself.
        package let id: UserID?
        /// A role as tokens write it, or SYSTEM or CLIENT.
        package let role: String
        package let client: String?
        package let session: SessionID?
        package let token: TokenID?

        package init(id: UserID?, role: String, client: String? = nil, session: SessionID? = nil, token: TokenID? = nil) {
            (self.id, self.role, self.client, self.session, self.token) = (id, role, client, session, token)
        }
    }

    /// What the act was about: a FHIR resource type, its id, and its version after the act.
    package struct Object: Equatable, Sendable {
        package let type: String
        package let id: UUIDValue
        package let version: Int64?

        package init(type: String, id: UUIDValue, version: Int64? = nil) {
            (self.type, self.id, self.version) = (type, id, version)
        }
    }

    package let id: UUIDValue
    package let at: Instant
    /// Area and act: `appointment.read`.
    package let event: String
    package let action: Action
    package let outcome: Outcome
    package let purpose: Purpose
    package let actor: Actor
    package let object: Object?
    /// The pseudonyms of those whose data it was, in the order of their octets, each once.
    package let subjects: [UUIDValue]
    /// How often it was repeated, at least 1.
    package let times: Int
    /// The trace id of the request: 32 hexadecimal digits.
    package let trace: String?
    package let commitment: Commitment

    package init(
        id: UUIDValue, at: Instant, event: String, action: Action, outcome: Outcome = .success, purpose: Purpose, actor: Actor,
        object: Object? = nil, subjects: some Sequence<UUIDValue> = [], times: Int = 1, trace: String? = nil,
        commitment: Commitment = .none
    ) {
        self.id = id
        self.at = at
        self.event = event
        self.action = action
        self.outcome = outcome
        self.purpose = purpose
        self.actor = actor
        self.object = object
        self.subjects = Set(subjects).sorted()
        self.times = times
        self.trace = trace
        self.commitment = commitment
    }
}
