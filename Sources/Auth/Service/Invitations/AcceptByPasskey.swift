import Access
import AuthDomain
import Basics
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime
import WebAuthn

/// Whoever has an invitation's link accepts it with a new account that has a passkey and no password. The passkey is made for this invitation,
/// in the browser that asked for it, within five minutes.
struct AcceptByPasskey {
    static let lifetimeSeconds: Int64 = 300

    let accept: AcceptInvitation
    let passkeys: PasskeyCeremonies

    /// What a browser makes a passkey of.
    struct Asked {
        let challenge: [UInt8]
        /// The account to be.
        let user: User
        let cookie: String
    }

    /// Throws 409 `email_taken`, 410, 422.
    func ask(_ body: JSONValue) async throws -> Asked {
        let (invitation, hasAccount) = try await accept.show(body)
        guard !hasAccount else { throw AcceptInvitation.taken }
        let now = accept.clock.instant
        let user = User(
            id: accept.ids.next(), email: invitation.email, firstName: invitation.firstName, lastName: invitation.lastName,
            role: invitation.role, createdAt: now, updatedAt: now)
        let asked = Asked(
            challenge: RandomBytes.generate(RelyingParty.challengeLength), user: user, cookie: RecoverPassword.makeCookie())
        try await accept.store.keep(
            asked.challenge, of: invitation.id, cookie: MailToken.digest(asked.cookie), for: user.id,
            until: now.adding(seconds: Self.lifetimeSeconds))
        return asked
    }

    /// The account's first session, and its recovery codes. Throws 409 `email_taken`, `passkey_exists`; 410; 422 with everything wrong,
    /// `passkey_not_accepted`; 503 `store_unavailable`.
    func callAsFunction(_ body: JSONValue, cookie: String?, on device: Device) async throws -> (SignIn, [RecoveryCode]) {
        let form = try read(body)
        let (invitation, hasAccount) = try await accept.open(form.token)
        guard !hasAccount else { throw AcceptInvitation.taken }
        var given: UserID?
        let made = try await passkeys.made(clientData: form.clientData, attestationObject: form.attestationObject) { challenge in
            given = try await accept.store.take(
                challenge, of: invitation.id, cookie: MailToken.digest(cookie ?? ""), at: accept.clock.instant)
            return given != nil
        }
        guard let account = given else { preconditionFailure("made of a challenge that is nobody's") }
        let now = accept.clock.instant
        let user = User(id: account, form.person, by: invitation, at: now)
        let signIn = accept.sessions.issue(for: user, on: device, by: made.methods, at: now)
        let entry = accept.events.entry(by: user.id, as: user.role, in: signIn.session.id, on: device)
        guard
            let codes = try await accept.store.accept(
                MailToken.digest(form.token), user, made, named: form.person.passkeyName, session: signIn.session, entry: entry)
        else { throw try await accept.overtaken(form.token) }
        await accept.welcome(user, of: invitation, signIn, on: device, by: "passkey")
        return (signIn, codes)
    }

    private struct Form {
        let token: String
        let person: InvitedPerson
        let clientData: [UInt8]
        let attestationObject: [UInt8]
    }

    private func read(_ body: JSONValue) throws -> Form {
        var members = FormMembers(body)
        let token = members.text("token") ?? ""
        let form = RegistrationForm(
            firstName: members.text("firstName"), lastName: members.text("lastName"), phone: members.text("phone"),
            language: members.text("language"))
        let name = members.text("passkeyName")
        var violations: [FieldViolation] = []
        func octets(_ member: String) -> [UInt8] {
            let octets = members.text(member).flatMap { Base64URL.decode($0) }
            if octets == nil { violations.append(FieldViolation(pointer: "/\(member)", detail: "must be base64url")) }
            return octets ?? []
        }
        let (clientData, attestation) = (octets("clientDataJSON"), octets("attestationObject"))
        members.rejectOthers()
        switch InvitedPerson.decide(form, passkeyName: name) {
        case .invalid(let wrong): throw members.errors(and: (wrong + violations).map(FieldError.init))
        case .accepted(let person):
            guard members.errors.isEmpty, violations.isEmpty else {
                throw members.errors(and: violations.map(FieldError.init))
            }
            return Form(token: token, person: person, clientData: clientData, attestationObject: attestation)
        }
    }
}
