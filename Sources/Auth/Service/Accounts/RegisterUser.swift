import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Makes an account for a patient or a doctor, who is signed in by it.
struct RegisterUser {
    let users: any UserStore
    let passwords: any PasswordHasher
    let sessions: SessionIssuer
    let ids: IdentifierSource
    let clock: WallClock

    /// Throws 403 `admin_registration`, 409 `email_taken`, 422 with everything wrong, 503 `overloaded`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, on device: Device) async throws -> SignIn {
        let registration = try read(body)
        let user = User(id: ids.next(), registration, at: clock.instant)
        let hash = try await passwords.hash(registration.password.bytes)
        let signIn = sessions.issue(for: user, on: device)
        guard try await users.register(user, passwordHash: hash, session: signIn.session) else {
            throw Problem(.emailTaken, "Sign in, or register with another email address.")
        }
        return signIn
    }

    private func read(_ body: JSONValue) throws(Problem) -> Registration {
        var members = FormMembers(body)
        let form = RegistrationForm(
            email: members.text("email"), password: members.text("password"), firstName: members.text("firstName"),
            lastName: members.text("lastName"), role: members.text("role"), phone: members.text("phone"),
            specialization: members.text("specialization"))
        members.rejectOthers()
        switch Registration.decide(form) {
        case .adminRefused: throw Problem(.adminRegistration, "Register as PATIENT or DOCTOR; an admin is made by an admin.")
        case .invalid(let violations): throw Problem(members.errors(and: violations))
        case .accepted(let registration):
            guard members.errors.isEmpty else { throw Problem(ValidationErrors(members.errors)) }
            return registration
        }
    }
}
