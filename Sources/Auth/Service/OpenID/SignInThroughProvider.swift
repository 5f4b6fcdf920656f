import AuthDomain
import Contracts
import Hosting
import ServiceRuntime

/// The account cannot be signed in to.
struct ProviderRefusal: Error {
    let failure: OpenIDFailure
    let user: UserID?
}

/// Signs in somebody who comes back from the provider: to their account, or to a new patient's account.
struct SignInThroughProvider {
    let accounts: ProviderAccounts
    let sessions: SessionIssuer
    let pending: PendingSignIns
    let announcer: Announcer
    let events: SecurityEvents
    let ids: IdentifierSource
    let clock: WallClock

    /// `losesPassword`: the account's password was set by somebody who never showed that the address was theirs, and is removed.
    struct Result {
        let outcome: SignInOutcome
        let losesPassword: Bool
    }

    /// Throws `ProviderRefusal`, `OpenIDFailure`.
    func callAsFunction(_ token: IDToken, of provider: OpenIDSettings, on device: Device) async throws -> Result {
        let now = clock.instant
        guard let email = token.email.flatMap({ EmailAddress($0) }) else { throw OpenIDFailure.invalidToken }
        let newcomer = newcomer(token, email, isBelieved: provider.isBelieved(about: email), at: now)
        var issued: SignIn?
        let outcome = try await accounts.signIn(
            ProviderAccounts.Identity(
                issuer: provider.issuer, subject: token.subject, isGoogles: provider.id == OpenIDSettings.google), as: newcomer,
            provesFactors: token.provesFactors,
            session: { user in
                let signIn = sessions.issue(
                    for: user, on: device, by: token.provesFactors ? [.federated, .multiple] : .federated, at: now)
                issued = signIn
                return signIn.session
            }, at: now, telling: events, on: device)
        var losesPassword = false
        var waiting: User?
        switch outcome {
        case .refused(let failure, let user):
            throw ProviderRefusal(failure: failure, user: user)
        case .signedIn: break
        case .needsFactor(let user): waiting = user
        case .created(let user):
            announcer.announce(user)
            await events.record(
                .registered, of: user.id, from: device,
                detail: ["role": user.role.rawValue, "by": "provider", "provider": provider.id])
        case .linked(let user, let revoked, let isNewOwner, let needsFactor):
            if needsFactor { waiting = user }
            announcer.announce(revoked)
            if isNewOwner { announcer.announce(user) }
            losesPassword = isNewOwner
            await events.record(
                .providerLinked, of: user.id, from: device, detail: ["provider": provider.id, "revoked": "\(revoked.count)"])
        }
        if let waiting {
            guard let begun = try await pending.begin(for: waiting.id, having: .federated) else { throw OpenIDFailure.unavailable }
            return Result(outcome: .pending(begun), losesPassword: losesPassword)
        }
        guard let issued else { throw OpenIDFailure.unavailable }
        await events.record(
            .providerLogin, of: issued.user.id, session: issued.session.id, from: device, detail: ["provider": provider.id])
        return Result(outcome: .signedIn(issued), losesPassword: losesPassword)
    }

    /// The account to make if there is none; with the names that the provider gives.
    private func newcomer(_ token: IDToken, _ email: EmailAddress, isBelieved: Bool, at now: Instant) -> User {
        let words = (token.name ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        let local = String(email.description.prefix { $0 != "@" }.map { $0 == "." ? " " : $0 })
        let first = [token.givenName, words.first, local].compactMap(\.self).lazy.compactMap { PersonName($0) }.first
        let last = [token.familyName, words.count > 1 ? words[1] : nil].compactMap(\.self).lazy.compactMap { PersonName($0) }.first
        return User(
            id: ids.next(), email: email.description, firstName: first?.description ?? "New",
            lastName: last?.description ?? "Patient",
            role: .patient, emailVerified: token.emailVerified && isBelieved, hasPassword: false, createdAt: now, updatedAt: now)
    }
}
