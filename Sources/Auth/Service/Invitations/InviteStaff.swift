import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime

/// An admin invites somebody to become a doctor, the desk or an admin, sends the link again, or revokes the invitation.
struct InviteStaff {
    struct Made {
        let invitation: Invitation
        /// For the admin to hand over; nil when it was mailed.
        let link: String?
    }

    let store: InvitationStore
    let letters: Letters
    let events: SecurityEvents
    let ids: IdentifierSource
    let key: HMACSHA256
    /// Where browsers reach us.
    let site: String
    let clock: WallClock

    /// Throws 409 `invitation_exists`, `mail_off`, 422 with everything wrong, 503 `store_unavailable`.
    func invite(_ body: JSONValue, by admin: Principal, on device: Device) async throws -> Made {
        let (form, delivery) = try read(body)
        let link = try makeLink(by: delivery)
        let entry = events.entry(by: admin, on: device)
        guard let made = try await store.add(form, as: ids.next(), by: admin.userID, link, at: clock.instant, entry: entry) else {
            throw Problem(.invitationExists, "Send that invitation again, or revoke it first.")
        }
        await record(.invited, made, by: admin, on: device)
        return Made(invitation: made, link: url(of: link))
    }

    /// Makes a new link; the one before does not work any more. Throws 404, 409 `invitation_closed`, `mail_off`, 422.
    func send(_ id: String, _ body: JSONValue, by admin: Principal, on device: Device) async throws -> Made {
        var decoder = ObjectDecoder(body)
        let delivery = decoder.required("delivery", .choice(Invitation.Delivery.self))
        decoder.rejectUnknown()
        let link = try makeLink(by: try decoder.finish()[delivery])
        guard let id = InvitationID(id) else { throw Self.nothing }
        let entry = events.entry(by: admin, on: device)
        guard let sent = try await store.renew(id, link, at: clock.instant, entry: entry) else { throw try await closed(id) }
        await record(.invitationSent, sent, by: admin, on: device)
        return Made(invitation: sent, link: url(of: link))
    }

    /// Throws 404, 409 `invitation_closed`.
    func revoke(_ id: String, by admin: Principal, on device: Device) async throws {
        guard let id = InvitationID(id) else { throw Self.nothing }
        let entry = events.entry(by: admin, on: device)
        guard let revoked = try await store.revoke(id, at: clock.instant, entry: entry) else { throw try await closed(id) }
        await record(.invitationRevoked, revoked, by: admin, on: device)
    }

    private func makeLink(by delivery: Invitation.Delivery) throws(Problem) -> InvitationLink {
        if delivery == .email { try letters.requireSending() }
        return InvitationLink(ids.next(), by: delivery, key)
    }

    private func url(of link: InvitationLink) -> String? {
        link.delivery == .link ? Letter.invitation.url(link.token, site: site) : nil
    }

    private func closed(_ id: InvitationID) async throws -> Problem {
        try await store.invitation(id) == nil ? Self.nothing : Problem(.invitationClosed, "It was accepted or revoked before.")
    }

    private func record(_ kind: SecurityEvent.Kind, _ invitation: Invitation, by admin: Principal, on device: Device) async {
        await events.record(
            kind, of: admin.userID, session: admin.sessionID, from: device,
            detail: [
                "invitation": "\(invitation.id)", "role": invitation.role.rawValue, "delivery": invitation.delivery.rawValue,
            ])
    }

    private func read(_ body: JSONValue) throws -> (InvitationForm, Invitation.Delivery) {
        var members = FormMembers(body)
        let form = RegistrationForm(
            email: members.text("email"), firstName: members.text("firstName"), lastName: members.text("lastName"),
            role: members.text("role"), specialization: members.text("specialization"), language: members.text("language"))
        let delivery = members.text("delivery").flatMap(Invitation.Delivery.init(rawValue:))
        members.rejectOthers()
        let wrong = delivery == nil ? [FieldViolation(pointer: "/delivery", detail: "must be EMAIL or LINK")] : []
        switch InvitationForm.decide(form) {
        case .invalid(let violations): throw members.errors(and: (violations + wrong).map(FieldError.init))
        case .accepted(let form):
            guard members.errors.isEmpty, let delivery else { throw members.errors(and: wrong.map(FieldError.init)) }
            return (form, delivery)
        }
    }

    private static var nothing: Problem { Problem(.notFound, "There is no invitation of this id.") }
}
