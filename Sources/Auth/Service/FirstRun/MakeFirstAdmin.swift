import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Whoever runs the clinic's machines hands out a link by which the first admin makes an account. After that it does not work any
/// more.
struct MakeFirstAdmin {
    let store: FirstRunStore
    let letters: Letters
    let passwords: any PasswordHasher
    let choice: PasswordChoice
    let sessions: SessionIssuer
    let announcer: Announcer
    let events: SecurityEvents
    let ids: IdentifierSource
    let clock: WallClock

    /// Throws 409 `email_taken`, 410 `link_refused`, 422 with everything wrong, 503 `overloaded`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, on device: Device) async throws -> SignIn {
        var members = FormMembers(body)
        let digest = MailToken.digest(members.text("token") ?? "")
        let form = RegistrationForm(
            email: members.text("email"), password: members.text("password"), firstName: members.text("firstName"),
            lastName: members.text("lastName"), language: members.text("language"))
        members.rejectOthers()
        guard try await store.works(digest, at: clock.instant) else { throw Self.refused }
        let registration = try read(form, members)
        try choice.breached?.refuse(registration.password, at: "/password")
        let hash = try await passwords.hash(registration.password.bytes)
        let now = clock.instant
        let user = User(id: ids.next(), registration, at: now)
        let signIn = sessions.issue(for: user, on: device, by: .password, at: now)
        let entry = events.entry(by: user.id, as: user.role, in: signIn.session.id, on: device)
        guard try await store.use(digest, user, passwordHash: hash, session: signIn.session, entry: entry) else {
            guard try await store.works(digest, at: now) else { throw Self.refused }
            throw Problem(.emailTaken, "Take another address, or make that account an admin's on the command line.")
        }
        announcer.announce(user)
        try? await letters.write(.verification, of: user.id, to: registration.email)
        await events.record(.adminCreated, of: user.id, session: signIn.session.id, from: device, detail: ["by": "first-run link"])
        return signIn
    }

    private func read(_ form: RegistrationForm, _ members: FormMembers) throws -> Registration {
        switch Registration.decide(form, as: .admin, policy: choice.policy, site: choice.site) {
        case .invalid(let violations): throw members.errors(and: violations.map(FieldError.init))
        case .adminRefused, .staffRefused: preconditionFailure("nobody registers here")
        case .accepted(let registration):
            guard members.errors.isEmpty else { throw members.errors(and: []) }
            return registration
        }
    }

    private static var refused: Problem { Problem(.linkRefused, "It was used, is too old, or there is an admin by now.") }
}
