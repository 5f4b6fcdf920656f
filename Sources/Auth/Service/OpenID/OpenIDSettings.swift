import ServiceRuntime

/// Which OpenID Connect provider people may sign in through; Google unless GOOGLE_ISSUER names another.
struct OpenIDSettings: Sendable {
    static let clientIDKey = ConfigurationKey<String>(
        "GOOGLE_CLIENT_ID", default: nil, help: "What the provider knows us by; unset: nobody signs in through a provider."
    ).optional
    static let clientSecretKey = ConfigurationKey<Secret>(
        password: "GOOGLE_CLIENT_SECRET", help: "What we prove that with to the provider."
    ).optional
    static let issuerKey = ConfigurationKey<String>(
        "GOOGLE_ISSUER", default: "https://accounts.google.com",
        help: "The provider: its metadata are at /.well-known/openid-configuration below it.")
    static let redirectKey = ConfigurationKey<String>(
        "GOOGLE_REDIRECT_URL", default: nil,
        help: "Where the provider sends people back to; unset: /api/auth/google/callback below the first FRONTEND_URL."
    ).optional

    static var keys: [any AnyConfigurationKey] { [clientIDKey, clientSecretKey, issuerKey, redirectKey] }

    /// For people; Google, or the provider's host.
    var name: String {
        if issuer == "https://accounts.google.com" { return "Google" }
        return issuer.split(separator: "/").dropFirst().first.map(String.init) ?? issuer
    }

    let clientID: String
    let clientSecret: Secret?
    /// Without a slash behind.
    let issuer: String
    let redirectURL: String

    /// Nil when no client id is set.
    init?(from configuration: Configuration, frontend: String) {
        guard let clientID = configuration[Self.clientIDKey] else { return nil }
        self.clientID = clientID
        clientSecret = configuration[Self.clientSecretKey]
        let issuer = configuration[Self.issuerKey]
        self.issuer = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        redirectURL = configuration[Self.redirectKey] ?? frontend + "/api/auth/google/callback"
    }
}
