import AuthDomain
import ServiceRuntime

/// An OpenID Connect provider that people may sign in through: the one of the variables GOOGLE_…, which is Google unless
/// GOOGLE_ISSUER names another, and those of OIDC_PROVIDERS.
struct OpenIDSettings: Sendable {
    static let clientIDKey = ConfigurationKey<String>(
        "GOOGLE_CLIENT_ID", default: nil, help: "What Google knows us by; unset: nobody signs in through it."
    ).optional
    static let clientSecretKey = ConfigurationKey<Secret>(
        password: "GOOGLE_CLIENT_SECRET", help: "What we prove that with to Google."
    ).optional
    static let issuerKey = ConfigurationKey<String>(
        "GOOGLE_ISSUER", default: "https://accounts.google.com",
        help: "Google, or another provider in its place: its metadata are at /.well-known/openid-configuration below it.")
    static let redirectKey = ConfigurationKey<String>(
        "GOOGLE_REDIRECT_URL", default: nil,
        help: "Where Google sends people back to; unset: /api/auth/google/callback below the first FRONTEND_URL."
    ).optional

    static var keys: [any AnyConfigurationKey] { [clientIDKey, clientSecretKey, issuerKey, redirectKey, ListedProvider.key] }

    /// Two entries for one issuer would be two ways to the same accounts.
    static var rule: ConfigurationRule {
        ConfigurationRule([clientIDKey, issuerKey, ListedProvider.key]) { configuration in
            guard configuration[clientIDKey] != nil else { return [] }
            let issuer = withoutSlash(configuration[issuerKey])
            return (configuration[ListedProvider.key] ?? []).contains { $0.issuer == issuer }
                ? ["\(ListedProvider.key.name) and GOOGLE_ISSUER name the same issuer: \(issuer)"] : []
        }
    }

    /// The name in paths of the provider of the variables GOOGLE_….
    static let google = "google"

    /// Its name in paths.
    let id: String
    /// Its name for people.
    let name: String
    let clientID: String
    let clientSecret: Secret?
    /// Without a slash at the end.
    let issuer: String
    let redirectURL: String
    /// The domains of the addresses that it is believed about; empty: all.
    let domains: [String]

    /// Where a sign-in through it begins. Its answer comes back to `callback` below.
    var path: String { id == Self.google ? "/api/auth/google" : "/api/auth/providers/\(id)" }

    /// Whether it is believed when it says that an address is somebody's.
    func isBelieved(about email: EmailAddress) -> Bool {
        domains.isEmpty || domains.contains { email.description.hasSuffix("@\($0)") }
    }

    /// Google first, the others in the order in which they are listed.
    static func all(from configuration: Configuration, frontend: String) -> [OpenIDSettings] {
        let listed = (configuration[ListedProvider.key] ?? []).map { OpenIDSettings($0, frontend: frontend) }
        return [OpenIDSettings(google: configuration, frontend: frontend)].compactMap(\.self) + listed
    }

    private init(_ listed: ListedProvider, frontend: String) {
        (id, name, clientID, clientSecret) = (listed.id, listed.name, listed.clientID, listed.clientSecret)
        (issuer, domains) = (listed.issuer, listed.domains)
        redirectURL = "\(frontend)/api/auth/providers/\(listed.id)/callback"
    }

    /// Nil when no client id is set.
    private init?(google configuration: Configuration, frontend: String) {
        guard let clientID = configuration[Self.clientIDKey] else { return nil }
        self.clientID = clientID
        (id, domains) = (Self.google, [])
        clientSecret = configuration[Self.clientSecretKey]
        issuer = Self.withoutSlash(configuration[Self.issuerKey])
        redirectURL = configuration[Self.redirectKey] ?? frontend + "/api/auth/google/callback"
        name =
            issuer == "https://accounts.google.com"
            ? "Google" : issuer.split(separator: "/").dropFirst().first.map(String.init) ?? issuer
    }

    static func withoutSlash(_ issuer: String) -> String { issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer }
}
