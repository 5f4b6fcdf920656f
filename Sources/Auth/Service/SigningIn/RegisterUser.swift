import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Logging
import Postgres
import ServiceRuntime

/// Makes an account for a patient or a doctor, and signs them in. Where admins approve doctors, a doctor cannot do anything yet.
struct RegisterUser {
    let users: UserStore
    let passwords: any PasswordHasher
    let choice: PasswordChoice
    let staff: StaffRegistration
    let sessions: SessionIssuer
    let letters: Letters
    let announcer: Announcer
    let events: SecurityEvents
    let ids: IdentifierSource
    let clock: WallClock

    /// Throws 403 `admin_registration`, `staff_registration`, 409 `email_taken`, 422 with everything wrong, 503 `overloaded`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, on device: Device) async throws -> SignIn {
        let registration = try read(body)
        try choice.breached?.refuse(registration.password, at: "/password")
        let hash = try await passwords.hash(registration.password.bytes)
        let now = clock.instant
        var user = User(id: ids.next(), registration, at: now)
        if staff == .approval, user.role == .doctor { user.approval = .waiting }
        let signIn = sessions.issue(for: user, on: device, by: .password, at: now)
        let entry = events.entry(by: user.id, as: user.role, in: signIn.session.id, on: device)
        guard try await users.register(user, passwordHash: hash, session: signIn.session, entry: entry) else {
            // Writes a row here too: the answer says that the address is taken, and its time must say no more.
            await events.record(.registrationRefused, from: device)
            throw Problem(.emailTaken, "Sign in, or register with another email address.")
        }
        announcer.announce(user)
        await write(.verification, to: registration.email, of: user)
        if user.approval == .waiting { await write(.staffWaiting, to: registration.email, of: user) }
        await events.record(
            .registered, of: user.id, session: signIn.session.id, from: device, detail: ["role": user.role.rawValue])
        return signIn
    }

    /// If this fails the account is usable all the same: its owner can ask for the letter again.
    private func write(_ letter: Letter, to address: EmailAddress, of user: User) async {
        do throws(PostgresError) {
            try await letters.write(letter, of: user.id, to: address)
        } catch {
            events.log.warning("a letter could not be queued", metadata: ["user": "\(user.id)", "error": "\(error)"])
        }
    }

    private func read(_ body: JSONValue) throws -> Registration {
        var members = FormMembers(body)
        let form = RegistrationForm(
            email: members.text("email"), password: members.text("password"), firstName: members.text("firstName"),
            lastName: members.text("lastName"), role: members.text("role"), phone: members.text("phone"),
            specialization: members.text("specialization"), language: members.text("language"))
        members.rejectOthers()
        switch Registration.decide(form, policy: choice.policy, site: choice.site, staff: staff) {
        case .adminRefused: throw Problem(.adminRegistration, "Register as PATIENT or DOCTOR; an admin is made by an admin.")
        case .staffRefused: throw Problem(.staffRegistration, "An admin of the clinic invites its staff: ask for an invitation.")
        case .invalid(let violations): throw members.errors(and: violations.map(FieldError.init))
        case .accepted(let registration):
            guard members.errors.isEmpty else { throw members.errors(and: []) }
            return registration
        }
    }
}
