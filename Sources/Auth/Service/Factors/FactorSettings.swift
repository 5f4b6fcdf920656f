import OpenSSL
import ServiceRuntime

/// How second factors are kept.
struct FactorSettings: Sendable {
    static let keyKey = ConfigurationKey<Secret>(
        signing: "MFA_KEY",
        help: "Encrypts the secrets of authenticator apps; unset: derived from JWT_REFRESH_SECRET, which then must stay as it is."
    ).optional
    static let previousStepKey = ConfigurationKey<Bool>(
        "TOTP_PREVIOUS_STEP", default: false,
        help: "Whether an app's code is taken for thirty seconds longer than it is shown, for apps whose clock is behind.")
    static let nameKey = ConfigurationKey<String>(
        "CLINIC_NAME", default: "Clinic", help: "What authenticator apps and passkeys call the site.")

    static var keys: [any AnyConfigurationKey] { [keyKey, previousStepKey, nameKey] }

    private let key: Secret
    let takesPrevious: Bool
    let name: String

    init(from configuration: Configuration, refreshSecret: Secret) {
        key = configuration[Self.keyKey] ?? refreshSecret
        takesPrevious = configuration[Self.previousStepKey]
        name = configuration[Self.nameKey]
    }

    func cipher() throws(OpenSSLError) -> AESGCM {
        AESGCM(key: try HMACSHA256(key: key.bytes).sign(Array("secrets of authenticator apps".utf8)))
    }
}
