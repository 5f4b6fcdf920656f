import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Limits
import Mail
import OpenSSL
import Reactor
import Redis
import ServiceRuntime

/// Every setting of the auth service.
struct AuthConfiguration: Sendable {
    var service: ServiceSettings
    let sessions: SessionsFeature.Settings
    let passwords: Passwords.Settings
    let passwordChoice: PasswordChoice
    let staffRegistration: StaffRegistration
    let factors: FactorRequirement
    let factorSettings: FactorSettings
    let internalSecret: Secret
    let eventRetention: Duration
    let invitationRetention: Duration
    let limits: AuthLimits
    let openID: [OpenIDSettings]
    let publicBooking: PublicBooking
    /// Nil: no mail is sent.
    let mail: MailSettings?
    var audit: AuditConfiguration

    static let common = ServiceConfiguration(.auth, defaultPort: 3001)

    static let refreshSecretKey = ConfigurationKey<Secret>(
        signing: "JWT_REFRESH_SECRET", help: "Keys the digests of refresh tokens in the database.")
    static let accessLifetimeKey = ConfigurationKey(
        "ACCESS_TOKEN_LIFETIME", default: .seconds(15 * 60), range: .seconds(1)...(.seconds(86_400)),
        help: "From a sign-in or refresh to the end of its access token.")
    static let refreshLifetimeKey = ConfigurationKey(
        "REFRESH_TOKEN_LIFETIME", default: .seconds(30 * 86_400), range: .seconds(60)...(.seconds(400 * 86_400)),
        help: "From a sign-in to the end of its session, however often it is refreshed.")
    static let bcryptRoundsKey = ConfigurationKey(
        "BCRYPT_ROUNDS", default: 10, range: 4...20,
        help: "Cost of a password's hash; one more doubles it. Below 10 for tests only.")
    static let eventRetentionKey = ConfigurationKey(
        "AUTH_EVENT_RETENTION", default: .seconds(400 * 86_400), range: .seconds(86_400)...(.seconds(3_650 * 86_400)),
        help: "How long security events are kept.")
    static let invitationRetentionKey = ConfigurationKey(
        "INVITATION_RETENTION", default: .seconds(400 * 86_400), range: .seconds(86_400)...(.seconds(3_650 * 86_400)),
        help: "How long invitations are kept that were accepted, revoked or have expired.")
    static let passwordThreadsKey = ConfigurationKey<Int?>(
        "PASSWORD_THREADS", default: .some(nil), type: "integer, 1 to 256",
        help: "Threads that hash passwords; unset: one per core.",
        show: { _ in "" }
    ) { text in
        Int(text).flatMap { 1...256 ~= $0 ? .value($0) : nil } ?? .invalid("must be an integer, 1 to 256")
    }
    static let passwordQueueLimitKey = ConfigurationKey(
        "PASSWORD_QUEUE_LIMIT", default: 64, range: 1...100_000,
        help: "Passwords that wait for a thread; with one more the request is answered 503 at once.")

    static var keys: [any AnyConfigurationKey] {
        common.keys + [
            refreshSecretKey, SharedConfiguration.internalSecret, accessLifetimeKey, refreshLifetimeKey, bcryptRoundsKey,
            eventRetentionKey, invitationRetentionKey, passwordThreadsKey, passwordQueueLimitKey, Passwords.pepperKey,
            Passwords.previousPepperKey, Passwords.breachedKey,
        ] + [SessionIdle.patientsKey, SessionIdle.staffKey] + FactorSettings.keys + AuthProfile.keys + AuthLimits.keys
            + OpenIDSettings.keys + PublicBooking.keys + MailConfiguration.keys + AuditConfiguration.keys
    }

    static var rules: [ConfigurationRule] {
        common.rules + [
            SharedConfiguration.secretsDiffer(
                [refreshSecretKey, SharedConfiguration.internalSecret],
                optional: [FactorSettings.keyKey, Passwords.pepperKey, Passwords.previousPepperKey]),
            MailConfiguration.isComplete,
            OpenIDSettings.rule,
        ]
    }

    /// `cores`: how many loops and password threads there are unless set.
    init(from configuration: Configuration, cores: Int) {
        service = Self.common.settings(from: configuration, cores: cores)
        sessions = SessionsFeature.Settings(
            refreshSecret: configuration[Self.refreshSecretKey], accessLifetime: configuration[Self.accessLifetimeKey],
            refreshLifetime: configuration[Self.refreshLifetimeKey], idle: SessionIdle(from: configuration),
            secureCookies: service.frontends.first?.isLoopback != true)
        passwords = Passwords.Settings(
            threads: configuration[Self.passwordThreadsKey] ?? cores, queueLimit: configuration[Self.passwordQueueLimitKey],
            rounds: configuration[Self.bcryptRoundsKey], pepper: configuration[Passwords.pepperKey],
            previousPepper: configuration[Passwords.previousPepperKey])
        staffRegistration = AuthProfile.staffRegistration.value(from: configuration)
        factors = AuthProfile.factors.value(from: configuration)
        factorSettings = FactorSettings(from: configuration, refreshSecret: sessions.refreshSecret)
        passwordChoice = PasswordChoice(
            policy: AuthProfile.passwordPolicy.value(from: configuration), breached: configuration[Passwords.breachedKey],
            site: factorSettings.name)
        internalSecret = configuration[SharedConfiguration.internalSecret]
        eventRetention = configuration[Self.eventRetentionKey]
        invitationRetention = configuration[Self.invitationRetentionKey]
        limits = AuthLimits(from: configuration)
        openID = OpenIDSettings.all(from: configuration, frontend: service.origin)
        publicBooking = PublicBooking(from: configuration)
        mail = MailConfiguration.settings(from: configuration)
        audit = AuditConfiguration(from: configuration, of: .auth)
    }
}
