import AuthDomain
import Contracts
import Hosting
import ServiceRuntime

/// The account that would be signed in to does not let him in.
struct ProviderRefusal: Error {
    let failure: OpenIDFailure
    let user: UserID?
}

/// Signs somebody in whom the provider has sent back, in his account, or in a new one of a patient.
struct SignInThroughProvider {
    let accounts: ProviderAccounts
    let sessions: SessionIssuer
    let announcer: Announcer
    let events: SecurityEvents
    let ids: IdentifierSource
    let clock: WallClock

    /// `losesPassword`: the account's password was set by somebody who never showed the address to be his, and is gone.
    struct Result {
        let signIn: SignIn
        let losesPassword: Bool
    }

    func callAsFunction(_ token: IDToken, on device: Device) async throws -> Result {
        let now = clock.instant
        guard let email = token.email.flatMap({ EmailAddress($0) }) else { throw OpenIDFailure.invalidToken }
        let newcomer = newcomer(token, email, at: now)
        var issued: SignIn?
        let outcome = try await accounts.signIn(
            token.subject, as: newcomer,
            session: { user in
                let signIn = sessions.issue(for: user, on: device, at: now)
                issued = signIn
                return signIn.session
            }, at: now)
        var losesPassword = false
        switch outcome {
        case .refused(let failure, let user):
            throw ProviderRefusal(failure: failure, user: user)
        case .signedIn: break
        case .created(let user):
            announcer.announce(user)
            await events.record(.registered, of: user.id, from: device, detail: ["role": user.role.rawValue, "by": "provider"])
        case .linked(let user, let revoked, let isNewOwner):
            announcer.announce(revoked)
            losesPassword = isNewOwner
            await events.record(.providerLinked, of: user.id, from: device, detail: ["revoked": "\(revoked.count)"])
        }
        guard let issued else { throw OpenIDFailure.unavailable }
        await events.record(.providerLogin, of: issued.user.id, session: issued.session.id, from: device)
        return Result(signIn: issued, losesPassword: losesPassword)
    }

    /// What a new account would be; names as far as the provider tells them.
    private func newcomer(_ token: IDToken, _ email: EmailAddress, at now: Instant) -> User {
        let words = (token.name ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        let local = String(email.description.prefix { $0 != "@" })
        let first = [token.givenName, words.first, local].compactMap(\.self).lazy.compactMap { PersonName($0) }.first
        let last = [token.familyName, words.count > 1 ? words[1] : nil].compactMap(\.self).lazy.compactMap { PersonName($0) }.first
        return User(
            id: ids.next(), email: email.description, firstName: first?.description ?? "New",
            lastName: last?.description ?? "Patient",
            role: .patient, emailVerified: token.emailVerified, createdAt: now, updatedAt: now)
    }
}
