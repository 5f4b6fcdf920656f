import Contracts
import CoreHTTP
import Limits
import OpenSSL
import Reactor
import ServiceRuntime

/// How often sign-ins and what belongs to them may be tried. A setting of 0 takes its limit away.
///
/// An account that is being guessed at is closed to all but one attempt a minute from each address: whoever owns it gets in within a
/// minute, whatever strangers do elsewhere.
struct AuthLimits: Sendable {
    static let loginAddressKey = key("LOGIN_LIMIT_ADDRESS", 10, "Sign-ins from one address")
    static let loginAccountKey = key("LOGIN_LIMIT_ACCOUNT", 5, "Sign-ins to one account")
    static let registerKey = key("REGISTER_LIMIT", 10, "Registrations from one address")
    static let refreshKey = key("REFRESH_LIMIT", 30, "Refreshed sessions from one address")
    static let passwordKey = key("PASSWORD_LIMIT", 5, "Password changes by one user")

    static var keys: [any AnyConfigurationKey] { [loginAddressKey, loginAccountKey, registerKey, refreshKey, passwordKey] }

    private let loginAddress: RateLimitPolicy?
    private let loginAccount: RateLimitPolicy?
    private let loginOwner = RateLimitPolicy("login-owner", limit: 1)
    private let register: RateLimitPolicy?
    private let refresh: RateLimitPolicy?
    private let password: RateLimitPolicy?

    init(from configuration: Configuration) {
        func policy(_ name: String, _ key: ConfigurationKey<Int>) -> RateLimitPolicy? {
            configuration[key] == 0 ? nil : RateLimitPolicy(name, limit: configuration[key])
        }
        loginAddress = policy("login-address", Self.loginAddressKey)
        loginAccount = policy("login-account", Self.loginAccountKey)
        register = policy("register", Self.registerKey)
        refresh = policy("refresh", Self.refreshKey)
        password = policy("password", Self.passwordKey)
    }

    var policies: [RateLimitPolicy] {
        [loginAddress, loginAccount, loginOwner, register, refresh, password].compactMap(\.self)
    }

    /// Nil for a route without a limit of its own. `user`: who makes the request, nil when nobody is known.
    func charges(_ request: Request, user: () -> UserID?) -> RateLimitCharges? {
        var address: String { request.peer.hostText }
        switch (request.route.method, request.route.template) {
        case ("POST", "/api/auth/login"): return byAddress(loginAddress, address) + byAccount(request, address)
        case ("GET", "/api/auth/google/callback"): return byAddress(loginAddress, address)
        case ("POST", "/api/auth/register"): return byAddress(register, address)
        case ("POST", "/api/auth/refresh"): return byAddress(refresh, address)
        case ("POST", "/api/auth/password"):
            guard let password, let user = user() else { return [] }
            return [[RateLimitCharge(password, "\(user)")]]
        default: return nil
        }
    }

    private func byAddress(_ policy: RateLimitPolicy?, _ address: String) -> RateLimitCharges {
        policy.map { [[RateLimitCharge($0, address)]] } ?? []
    }

    /// By a digest: addresses of e-mail do not belong into Redis.
    private func byAccount(_ request: Request, _ address: String) -> RateLimitCharges {
        guard let loginAccount, let body = try? request.json(), case .string(let email)? = body["email"] else { return [] }
        let account = Base64URL.encode(Array(SHA256.hash(Array(email.lowercased().utf8)).prefix(16)))
        return [[RateLimitCharge(loginAccount, account), RateLimitCharge(loginOwner, "\(account):\(address)")]]
    }

    private static func key(_ name: String, _ standard: Int, _ what: String) -> ConfigurationKey<Int> {
        ConfigurationKey(name, default: standard, range: 0...1_000_000, help: "\(what) in a minute; 0: no limit.")
    }
}
