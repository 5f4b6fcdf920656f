import Audit
import Hosting

/// The service on one loop: its features, each with what it needs of the others.
///
/// Beside what their routes list, all answer 503 `store_unavailable` and `overloaded` with Retry-After; unsafe ones 403
/// `cross_site_request`; and where one must be signed in 401 `unauthenticated`, `token_expired`, `session_revoked`.
struct AuthLoop {
    let audit: AuditFeature
    let securityEvents: SecurityEventsFeature
    let revocations: RevocationsFeature
    let letters: LettersFeature
    let resets: FactorResetsFeature
    let invitations: InvitationsFeature
    /// In the order in which their tasks are stopped.
    let features: [any Feature]

    /// `passwords`: another hasher than the bcrypt pool, for a test that counts.
    init(_ process: AuthProcess, _ loop: LoopContext, passwords: (any PasswordHasher)? = nil) {
        let limits = process.configuration.limits
        let passwords = passwords ?? process.passwords.hasher
        let users = UserStore(pool: loop.pool)
        letters = LettersFeature(loop, process.letters)
        audit = AuditFeature(
            loop, policy: .auth, process.configuration.audit, prefix: "/api/auth", reading: AccountEntryStatements.ofPerson)
        let log = audit.log
        securityEvents = SecurityEventsFeature(loop, process.securityEvents, letters: letters.letters, log: log)
        revocations = RevocationsFeature(loop)
        let (events, announcer) = (securityEvents.events, revocations.announcer)
        let sessions = SessionsFeature(loop, process.sessions, limits: limits, announcer: announcer, events: events, log: log)
        let factors = FactorsFeature(
            loop, process.factors, limits: limits, users: users, sessions: process.sessions, announcer: announcer, events: events,
            log: log)
        let secondStep = SecondStepFeature(
            loop, limits: limits, users: users, sessions: sessions, check: factors.check, events: events)
        let synonyms = SynonymsFeature(loop)
        invitations = InvitationsFeature(
            loop, process.letters, retention: process.configuration.invitationRetention, limits: limits, letters: letters.letters,
            passwords: passwords, choice: process.signIn.choice, factors: factors, sessions: sessions, announcer: announcer,
            events: events, log: log)
        resets = FactorResetsFeature(loop, limits: limits, announcer: announcer, events: events)
        features = [
            SignInFeature(
                loop, process.signIn, limits: limits, users: users, passwords: passwords, sessions: sessions,
                pending: secondStep.pending, letters: letters.letters, announcer: announcer, events: events),
            secondStep, factors,
            ReauthenticationFeature(
                loop, limits: limits, users: users, passwords: passwords, sessions: sessions, check: factors.check,
                pending: secondStep.pending, announcer: announcer, events: events),
            sessions,
            AccountsFeature(
                loop, limits: limits, users: users, passwords: passwords, choice: process.signIn.choice, sessions: process.sessions,
                announcer: announcer, events: events, log: log),
            RecoveryFeature(
                loop, process.recoveries, limits: limits, letters: letters.letters, passwords: passwords,
                choice: process.signIn.choice, check: factors.check, signInResponse: process.sessions.response,
                announcer: announcer, events: events),
            DeviceCodesFeature(
                loop, process.deviceCodes, limits: limits, letters: letters, users: users,
                signInResponse: process.sessions.response, events: events),
            AddressesFeature(
                loop, limits: limits, letters: letters.letters, users: users, passwords: passwords,
                signInResponse: process.sessions.response, announcer: announcer, events: events),
            invitations,
            ApprovalsFeature(loop, letters: letters.letters, users: users, announcer: announcer, events: events, log: log),
            FirstRunFeature(
                loop, limits: limits, letters: letters.letters, passwords: passwords, choice: process.signIn.choice,
                sessions: sessions, announcer: announcer, events: events),
            AdministrationFeature(
                loop, users: users, end: sessions.end, resets: resets, announcer: announcer, events: events, log: log),
            synonyms,
            DirectoryFeature(
                loop, synonyms: synonyms.store, serviceTokens: process.serviceTokens, public: process.configuration.publicBooking),
            ServicesFeature(loop, users: users, serviceTokens: process.serviceTokens),
            ProviderFeature(
                loop, process.provider, limits: limits, sessions: sessions, pending: secondStep.pending, announcer: announcer,
                events: events),
            revocations, letters, securityEvents, resets, audit,
        ]
    }
}
