package import Contracts

package enum InvitationEntity {}
package typealias InvitationID = Identifier<InvitationEntity>

/// Somebody is invited to become a doctor, the desk or an admin; the owner of the address decides, by a link.
package struct Invitation: Sendable, Equatable {
    /// Counted from when its link was made.
    package static let lifetimeSeconds: Int64 = 72 * 3_600

    /// How its link goes out.
    package enum Delivery: String, Sendable, CaseIterable {
        case email = "EMAIL"
        /// The admin hands the link over; using it does not show that the address is theirs.
        case link = "LINK"
    }

    package enum State: String, Sendable, CaseIterable {
        case open = "OPEN"
        case expired = "EXPIRED"
        case accepted = "ACCEPTED"
        case revoked = "REVOKED"
    }

    package let id: InvitationID
    package let email: String
    /// Any but PATIENT.
    package let role: Role
    package let firstName: String
    package let lastName: String
    package let specialization: String?
    package let language: Language?
    package let delivery: Delivery
    package let invitedBy: UserID?
    package let createdAt: Instant
    package let sentAt: Instant
    package let expiresAt: Instant
    package let acceptedAt: Instant?
    package let acceptedBy: UserID?
    package let revokedAt: Instant?

    package init(
        id: InvitationID, email: String, role: Role, firstName: String, lastName: String, specialization: String? = nil,
        language: Language? = nil, delivery: Delivery, invitedBy: UserID?, createdAt: Instant, sentAt: Instant, expiresAt: Instant,
        acceptedAt: Instant? = nil, acceptedBy: UserID? = nil, revokedAt: Instant? = nil
    ) {
        self.id = id
        self.email = email
        self.role = role
        self.firstName = firstName
        self.lastName = lastName
        self.specialization = specialization
        self.language = language
        self.delivery = delivery
        self.invitedBy = invitedBy
        self.createdAt = createdAt
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.acceptedAt = acceptedAt
        self.acceptedBy = acceptedBy
        self.revokedAt = revokedAt
    }

    package func state(at now: Instant) -> State {
        if acceptedAt != nil { return .accepted }
        if revokedAt != nil { return .revoked }
        return now < expiresAt ? .open : .expired
    }
}
