import Access
import CoreHTTP
import Hosting
import Logging
import OpenSSL
import ServiceRuntime

/// The composition root: what the process has once.
struct AuthProcess: Sendable {
    let configuration: AuthConfiguration
    let service: ServiceProcess
    let passwords: Passwords
    let serviceTokens: ServiceTokens
    let securityEvents: SecurityEventsFeature.Shared
    let sessions: SessionsFeature.Shared
    let signIn: SignInFeature.Shared
    let provider: ProviderFeature.Shared
    let factors: FactorsFeature.Shared
    let letters: LettersFeature.Shared
    let recoveries: RecoveryMetrics
    let deviceCodes: DeviceCodeMetrics

    /// `openAPI`: the contract's text.
    init(_ configuration: AuthConfiguration, openAPI: [UInt8] = [], clock: WallClock = .system) throws(OpenSSLError) {
        self.configuration = configuration
        service = try ServiceProcess(
            configuration.service, openAPI: openAPI,
            limits: configuration.limits.policies + configuration.publicBooking.policies, clock: clock)
        passwords = try Passwords(configuration.passwords, metrics: service.metrics)
        serviceTokens = ServiceTokens(key: try HMACSHA256(key: configuration.internalSecret.bytes))
        securityEvents = SecurityEventsFeature.Shared(retention: configuration.eventRetention, metrics: service.metrics)
        sessions = try SessionsFeature.Shared(configuration.sessions, service, factors: configuration.factors)
        factors = try FactorsFeature.Shared(configuration.factorSettings, service.settings)
        signIn = SignInFeature.Shared(
            configuration.passwordChoice, staff: configuration.staffRegistration, metrics: service.metrics)
        letters = LettersFeature.Shared(
            configuration.mail, key: sessions.refreshKey, site: configuration.service.origin, name: factors.name,
            metrics: service.metrics)
        recoveries = RecoveryMetrics(service.metrics)
        deviceCodes = DeviceCodeMetrics(service.metrics)
        provider = ProviderFeature.Shared(configuration.openID, staff: configuration.staffRegistration, clock: clock)
    }

    /// The process; its `run` blocks until it has been told to end and has done so in order.
    func daemon(log: Logger) -> Daemon {
        service.daemon(log: log) { loop in AuthLoop(self, loop).features }
    }
}
