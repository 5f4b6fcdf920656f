import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Somebody with an invitation's link accepts it: with a new account, or with the account that has the address.
///
/// A link that does not work is answered 410 `invitation_expired`, `invitation_used`, `invitation_revoked`; `link_refused` if there
/// is no such link, or a newer one was sent.
struct AcceptInvitation {
    let store: InvitationStore
    let letters: Letters
    let passwords: any PasswordHasher
    let choice: PasswordChoice
    let sessions: SessionIssuer
    let announcer: Announcer
    let events: SecurityEvents
    let ids: IdentifierSource
    let clock: WallClock

    /// What the link is for, and whether somebody has the address. Throws 410, 422.
    func show(_ body: JSONValue) async throws -> (invitation: Invitation, hasAccount: Bool) {
        try await open(Self.token(in: body))
    }

    /// Throws 409 `email_taken`, 410, 422 with everything wrong, 503 `overloaded`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, on device: Device) async throws -> SignIn {
        var members = FormMembers(body)
        let token = members.text("token") ?? ""
        var form = RegistrationForm(
            password: members.text("password"), firstName: members.text("firstName"), lastName: members.text("lastName"),
            phone: members.text("phone"), language: members.text("language"))
        members.rejectOthers()
        let (invitation, hasAccount) = try await open(token)
        guard !hasAccount else { throw Self.taken }
        (form.email, form.specialization) = (invitation.email, invitation.specialization)
        let registration = try read(form, of: invitation, members)
        try choice.breached?.refuse(registration.password, at: "/password")
        let hash = try await passwords.hash(registration.password.bytes)
        let now = clock.instant
        var user = User(id: ids.next(), registration, at: now)
        user.emailVerified = invitation.delivery == .email
        let signIn = sessions.issue(for: user, on: device, by: .password, at: now)
        let entry = events.entry(by: user.id, as: user.role, in: signIn.session.id, on: device)
        let session = signIn.session
        guard try await store.accept(MailToken.digest(token), user, passwordHash: hash, session: session, entry: entry) else {
            throw try await overtaken(token)
        }
        await welcome(user, of: invitation, signIn, on: device, by: "password")
        return signIn
    }

    /// Why a link that was open has made nothing: somebody was faster, with the link or with the address.
    func overtaken(_ token: String) async throws -> Problem {
        _ = try await open(token)
        return Self.taken
    }

    /// What follows when `user` is there. `way`: how they will sign in.
    func welcome(_ user: User, of invitation: Invitation, _ signIn: SignIn, on device: Device, by way: String) async {
        announcer.announce(user)
        if !user.emailVerified, let address = EmailAddress(user.email) {
            try? await letters.write(.verification, of: user.id, to: address)
        }
        await events.record(
            .invitationAccepted, of: user.id, session: signIn.session.id, from: device,
            detail: ["invitation": "\(invitation.id)", "role": user.role.rawValue, "by": way])
    }

    /// The account of whoever is signed in gets the role, and is signed out everywhere. Throws 403 `invitation_of_another`, 409
    /// `last_admin`, 410, 422.
    func consent(_ body: JSONValue, by principal: Principal, on device: Device) async throws -> User {
        let token = try Self.token(in: body)
        let now = clock.instant
        let entry = events.entry(by: principal, on: device)
        switch try await store.consent(MailToken.digest(token), by: principal.userID, at: now, entry: entry) {
        case .refused(let invitation): throw Self.refusal(of: invitation, at: now)
        case .ofAnother: throw Problem(.invitationOfAnother, "Sign in as the account with the address that was invited.")
        case .lastAdmin: throw Problem(.lastAdmin, "Make somebody else an admin first.")
        case .given(let invitation, let old, let new, let revoked):
            announcer.announce(revoked)
            announcer.announce(new)
            await events.record(
                .invitationAccepted, of: new.id, session: principal.sessionID, from: device,
                detail: [
                    "invitation": "\(invitation.id)", "from": old.role.rawValue, "role": new.role.rawValue,
                    "revokedSessions": "\(revoked.count)",
                ])
            return new
        }
    }

    /// What an open invitation's link is for. Throws 410.
    func open(_ token: String) async throws -> (invitation: Invitation, hasAccount: Bool) {
        guard let found = try await store.invitation(of: MailToken.digest(token)) else {
            throw Self.refusal(of: nil, at: clock.instant)
        }
        guard found.invitation.state(at: clock.instant) == .open else {
            throw Self.refusal(of: found.invitation, at: clock.instant)
        }
        return found
    }

    private static func refusal(of invitation: Invitation?, at now: Instant) -> Problem {
        switch invitation?.state(at: now) {
        case .expired: Problem(.invitationExpired, "Ask the clinic to send it again.")
        case .accepted: Problem(.invitationUsed, "Sign in with the account that it made.")
        case .revoked: Problem(.invitationRevoked, "The clinic has taken it back.")
        case .open, nil: Problem(.linkRefused, "The link is none, or a newer one was sent.")
        }
    }

    private func read(_ form: RegistrationForm, of invitation: Invitation, _ members: FormMembers) throws -> Registration {
        switch Registration.decide(form, as: invitation.role, policy: choice.policy, site: choice.site) {
        case .invalid(let violations): throw members.errors(and: violations.map(FieldError.init))
        case .adminRefused, .staffRefused: preconditionFailure("nobody registers here")
        case .accepted(let registration):
            guard members.errors.isEmpty else { throw members.errors(and: []) }
            return registration
        }
    }

    private static func token(in body: JSONValue) throws(ValidationErrors) -> String {
        var decoder = ObjectDecoder(body)
        let token = decoder.required("token", .string(1...100))
        decoder.rejectUnknown()
        return try decoder.finish()[token]
    }

    static var taken: Problem { Problem(.emailTaken, "Sign in with this address, and open the link again.") }
}
