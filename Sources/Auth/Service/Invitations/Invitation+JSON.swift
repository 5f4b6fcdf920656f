import Access
import AuthDomain
import Contracts
import CoreHTTP

extension JSONWriter {
    /// An invitation as admins see it. `link`: for one that the admin hands over; shown this once.
    mutating func value(_ invitation: Invitation, at now: Instant, link: String? = nil) {
        beginObject()
        field("id", invitation.id)
        field("email", invitation.email)
        field("role", invitation.role.rawValue)
        field("firstName", invitation.firstName)
        field("lastName", invitation.lastName)
        field("specialization", invitation.specialization)
        field("language", invitation.language?.rawValue)
        field("delivery", invitation.delivery.rawValue)
        field("state", invitation.state(at: now).rawValue)
        field("invitedBy", invitation.invitedBy)
        field("createdAt", invitation.createdAt)
        field("sentAt", invitation.sentAt)
        field("expiresAt", invitation.expiresAt)
        field("acceptedAt", invitation.acceptedAt)
        field("acceptedBy", invitation.acceptedBy)
        field("revokedAt", invitation.revokedAt)
        if let link { field("link", link) }
        endObject()
    }

    /// As the invited person sees it.
    mutating func valueForInvited(_ invitation: Invitation, hasAccount: Bool) {
        beginObject()
        field("email", invitation.email)
        field("role", invitation.role.rawValue)
        field("firstName", invitation.firstName)
        field("lastName", invitation.lastName)
        field("specialization", invitation.specialization)
        field("hasAccount", hasAccount)
        field("expiresAt", invitation.expiresAt)
        endObject()
    }
}
