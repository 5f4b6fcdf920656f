import Access
import Audit
import AuthDomain
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime
import WebAuthn

/// Second factors: an authenticator app, recovery codes, passkeys.
struct FactorsFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let app: AppFactor.Settings
        let site: RelyingParty
        /// What people and authenticators call the site.
        let name: String

        init(_ settings: FactorSettings, _ service: ServiceSettings) throws(OpenSSLError) {
            app = AppFactor.Settings(cipher: try settings.cipher(), takesPrevious: settings.takesPrevious)
            site = RelyingParty(
                id: service.frontends.first?.host ?? "localhost", origins: service.frontends.map(\.description))
            name = settings.name
        }
    }

    /// For every feature that asks for a second factor.
    let check: CheckFactor
    /// What passkeys are made for: a domain, and what people call it.
    let site: (id: String, name: String)
    private let routes: FactorRoutes
    private let limits: AuthLimits
    private let authenticator: Authenticator

    init(
        _ loop: LoopContext, _ shared: Shared, limits: AuthLimits, users: UserStore, sessions: SessionsFeature.Shared,
        announcer: Announcer, events: SecurityEvents, log: AuditLog
    ) {
        self.limits = limits
        site = (shared.site.id, shared.name)
        authenticator = loop.authenticator
        let app = AppFactor(pool: loop.pool, settings: shared.app, clock: loop.clock)
        let passkeys = PasskeyCeremonies(
            site: shared.site, store: PasskeyStore(pool: loop.pool), events: events, clock: loop.clock)
        check = CheckFactor(app: app, codes: RecoveryCodes(pool: loop.pool), passkeys: passkeys, events: events)
        routes = FactorRoutes(
            change: ChangeFactors(
                store: FactorStore(pool: loop.pool), app: app, passkeys: passkeys, sessions: sessions.issuer, announcer: announcer,
                events: events, clock: loop.clock),
            users: users, passkeys: passkeys, site: site, authenticator: loop.authenticator, log: log,
            signInResponse: sessions.response)
    }

    func register(on router: Router) { routes.register(on: router) }
}
