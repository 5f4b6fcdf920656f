import AuthDomain
import Contracts
import CoreHTTP
import Limits
import Reactor
import ServiceRuntime

/// How often people may try to sign in, register, refresh and so on. A setting of 0 switches a limit off.
///
/// Sign-ins to an account: a device in which its owner has signed in before has a budget of its own; all others share one, from
/// whatever addresses they come. So strangers have few guesses in all, and cannot shut out the owner on a known device.
struct AuthLimits: Sendable {
    static let loginAddressKey = key(
        "LOGIN_LIMIT_ADDRESS", 10, "Sign-ins from one address, with a password and through the provider each")
    static let loginAccountKey = key("LOGIN_LIMIT_ACCOUNT", 5, "Sign-ins to one account, from devices that are not known")
    static let loginDayKey = ConfigurationKey(
        "LOGIN_LIMIT_ACCOUNT_DAY", default: 100, range: 0...1_000_000,
        help: "Sign-ins to one account in a day, from devices that are not known; 0: no limit.")
    static let loginDeviceKey = ConfigurationKey(
        "LOGIN_LIMIT_DEVICE", default: 10, range: 0...1_000_000,
        help: "Sign-ins to one account in an hour from one device that is known; 0: no limit.")
    static let registerKey = key("REGISTER_LIMIT", 10, "Registrations from one address")
    static let refreshKey = key("REFRESH_LIMIT", 30, "Refreshes of one session, and attempts with unknown tokens from one address")
    static let passwordKey = key("PASSWORD_LIMIT", 5, "Password changes by one user")

    static let recoveryKey = ConfigurationKey(
        "MAIL_LIMIT", default: 5, range: 0...1_000_000,
        help: "Mails with a link in an hour: to one address that somebody names, and by one user; 0: no limit.")

    static var keys: [any AnyConfigurationKey] {
        [loginAddressKey, loginAccountKey, loginDayKey, loginDeviceKey, registerKey, refreshKey, passwordKey, recoveryKey]
    }

    private let loginAddress: RateLimitPolicy?
    private let loginAccount: RateLimitPolicy?
    private let loginDay: RateLimitPolicy?
    private let loginDevice: RateLimitPolicy?
    private let provider: RateLimitPolicy?
    private let register: RateLimitPolicy?
    private let refresh: RateLimitPolicy?
    private let password: RateLimitPolicy?
    private let secondStep: RateLimitPolicy?
    private let challenge: RateLimitPolicy?
    private let recoveryAddress: RateLimitPolicy?
    private let recoveryAccount: RateLimitPolicy?
    private let recoveryTotal: RateLimitPolicy?
    private let codeAddress: RateLimitPolicy?
    private let codeAccount: RateLimitPolicy?
    private let codeTotal: RateLimitPolicy?
    private let link: RateLimitPolicy?
    private let mail: RateLimitPolicy?

    init(from configuration: Configuration) {
        func policy(
            _ name: String, _ key: ConfigurationKey<Int>, _ disclosure: RateLimitPolicy.Disclosure = .always, window: Int = 60,
            factor: Int = 1
        ) -> RateLimitPolicy? {
            configuration[key] == 0
                ? nil : RateLimitPolicy(name, limit: configuration[key] * factor, window: window, disclosure: disclosure)
        }
        loginAddress = policy("login-address", Self.loginAddressKey)
        loginAccount = policy("login-account", Self.loginAccountKey, .never)
        // Half at once and the other half over a day: so no day has more than all of them.
        let day = configuration[Self.loginDayKey]
        loginDay =
            day == 0 ? nil : RateLimitPolicy("login-account-day", limit: (day + 1) / 2, window: 86_400, disclosure: .never)
        loginDevice = policy("login-device", Self.loginDeviceKey, window: 3_600)
        provider = policy("provider-address", Self.loginAddressKey)
        register = policy("register", Self.registerKey)
        refresh = policy("refresh", Self.refreshKey)
        password = policy("password", Self.passwordKey)
        secondStep = policy("second-step", Self.loginAddressKey)
        challenge = policy("passkey-challenge", Self.loginAddressKey)
        recoveryAddress = policy("recovery-address", Self.loginAddressKey)
        recoveryAccount = policy("recovery-account", Self.recoveryKey, .never, window: 3_600)
        recoveryTotal = policy("recovery-account-total", Self.recoveryKey, .never, window: 3_600, factor: 6)
        codeAddress = policy("code-address", Self.loginAddressKey)
        codeAccount = policy("code-account", Self.recoveryKey, .never, window: 3_600)
        codeTotal = policy("code-account-total", Self.recoveryKey, .never, window: 3_600, factor: 6)
        link = policy("mail-link", Self.loginAddressKey)
        mail = policy("mail-user", Self.recoveryKey, window: 3_600)
    }

    var policies: [RateLimitPolicy] {
        [
            loginAddress, loginAccount, loginDay, loginDevice, provider, register, refresh, password, secondStep, challenge,
            recoveryAddress, recoveryAccount, recoveryTotal, codeAddress, codeAccount, codeTotal, link, mail,
        ].compactMap(\.self)
    }

    /// `device`: whether the request comes from a device that the account is known on.
    func logIn(_ request: Request, device: (_ account: String) -> KnownDevice?) -> RateLimitCharges {
        // Counted by the account's address as it is looked up; a text that is no address counts for no account.
        guard let body = try? request.json(), let email = body["email"]?.text.flatMap({ EmailAddress($0) }) else {
            return byAddress(loginAddress, request)
        }
        let account = KnownDevice.account(email.description)
        if let device = device(account) { return loginDevice.map { [[RateLimitCharge($0, device.subject)]] } ?? [] }
        return byAddress(loginAddress, request)
            + [loginAccount, loginDay].compactMap(\.self).map { [RateLimitCharge($0, account)] }
    }

    func registration(_ request: Request) -> RateLimitCharges { byAddress(register, request) }

    /// A browser that is sent to the provider, and one that comes back.
    func provider(_ request: Request, comesBack: Bool) -> RateLimitCharges {
        byAddress(comesBack ? loginAddress : provider, request)
    }

    /// `session`: the session of the refresh token; nil when there never was such a token. Invented tokens are counted
    /// by address, so that they cannot shut out somebody with a real one.
    func refresh(_ request: Request, session: () async throws -> SessionID?) async throws -> RateLimitCharges {
        guard let refresh else { return [] }
        let subject = try await session().map { "\($0)" } ?? request.peer.networkText
        return [[RateLimitCharge(refresh, subject)]]
    }

    func secondStep(_ request: Request) -> RateLimitCharges { byAddress(secondStep, request) }

    /// Asking for a new password.
    func recovery(_ request: Request) -> RateLimitCharges { naming(recoveryAddress, recoveryAccount, recoveryTotal, request) }

    /// Asking for a code.
    func deviceCode(_ request: Request) -> RateLimitCharges { naming(codeAddress, codeAccount, codeTotal, request) }

    /// Mail to an address that a stranger names; one without an account counts like others. Few for an account from one network, so that
    /// strangers do not soon use up what its owner needs.
    private func naming(
        _ address: RateLimitPolicy?, _ fromNetwork: RateLimitPolicy?, _ total: RateLimitPolicy?, _ request: Request
    ) -> RateLimitCharges {
        guard let email = (try? request.json())?["email"]?.text.flatMap({ EmailAddress($0) }) else {
            return byAddress(address, request)
        }
        let account = KnownDevice.account(email.description)
        return byAddress(address, request)
            + [(fromNetwork, "\(account) \(request.peer.networkText)"), (total, account)].compactMap { policy, subject in
                policy.map { [RateLimitCharge($0, subject)] }
            }
    }

    /// Using a link or a code from a mail.
    func link(_ request: Request) -> RateLimitCharges { byAddress(link, request) }

    /// Asking for a mail. `user`: nil when nobody is known.
    func mail(by user: UserID?) -> RateLimitCharges {
        guard let mail, let user else { return [] }
        return [[RateLimitCharge(mail, "\(user)")]]
    }

    func challenge(_ request: Request) -> RateLimitCharges { byAddress(challenge, request) }

    /// `user`: nil when nobody is known.
    func passwordChange(by user: UserID?) -> RateLimitCharges {
        guard let password, let user else { return [] }
        return [[RateLimitCharge(password, "\(user)")]]
    }

    private func byAddress(_ policy: RateLimitPolicy?, _ request: Request) -> RateLimitCharges {
        policy.map { [[RateLimitCharge($0, request.peer.networkText)]] } ?? []
    }

    private static func key(_ name: String, _ standard: Int, _ what: String) -> ConfigurationKey<Int> {
        ConfigurationKey(name, default: standard, range: 0...1_000_000, help: "\(what) in a minute; 0: no limit.")
    }
}
