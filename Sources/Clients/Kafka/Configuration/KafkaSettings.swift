import OpenSSL
package import ServiceRuntime

/// Where the event broker is and who we are to it, as a daemon's environment says. Everything that talks to Kafka (producer,
/// consumer, dead letters, the making of topics) takes the one configuration made of it.
package struct KafkaSettings: Sendable {
    private static let brokers = ConfigurationKey<[HostPort]>(
        "KAFKA_BROKERS", default: [HostPort(host: "localhost", port: 9092)], defaultPort: 9092,
        help: "Kafka's brokers; any of them leads to the others.")
    private static let security = ConfigurationKey<String>(
        "KAFKA_SECURITY_PROTOCOL", default: "PLAINTEXT", oneOf: ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        help: "Whether connections are encrypted (SSL) and whether we say who we are (SASL).")
    private static let mechanism = ConfigurationKey<String>(
        "KAFKA_SASL_MECHANISM", default: nil, oneOf: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"],
        help: "How we say who we are; OAUTHBEARER takes tokens from KAFKA_OAUTH_TOKEN_URL."
    ).optional
    private static let username = ConfigurationKey<String>(
        "KAFKA_SASL_USERNAME", default: nil, help: "Who we are to Kafka; with OAUTHBEARER the client's id."
    ).optional
    private static let password = ConfigurationKey<Secret>(
        password: "KAFKA_SASL_PASSWORD", help: "What proves it; with OAUTHBEARER the client's secret."
    ).optional
    private static let tokenURL = ConfigurationKey<String>(
        url: "KAFKA_OAUTH_TOKEN_URL", example: "https://id.example/token",
        help: "Where OAUTHBEARER's tokens are asked for (OpenID Connect)."
    ).optional
    private static let scope = ConfigurationKey<String>(
        "KAFKA_OAUTH_SCOPE", default: nil, help: "The scope that such a token is asked for."
    ).optional
    private static let authority = ConfigurationKey<String>(
        file: "KAFKA_SSL_CA", help: "Certificates by which brokers are trusted, instead of the system's; PEM."
    ).optional
    private static let certificate = ConfigurationKey<String>(
        file: "KAFKA_SSL_CERTIFICATE", help: "The certificate that we show brokers, its chain behind it; PEM."
    ).optional
    private static let key = ConfigurationKey<String>(file: "KAFKA_SSL_KEY", help: "The private key of that certificate; PEM.")
        .optional

    private let clientID: ConfigurationKey<String>

    package init(clientID standard: String) {
        clientID = ConfigurationKey(
            "KAFKA_CLIENT_ID", default: standard, help: "Names the connections in the broker's logs and quotas.")
    }

    package var keys: [any AnyConfigurationKey] { [Self.brokers, clientID] + Self.securityKeys }

    private static var securityKeys: [any AnyConfigurationKey] {
        [security, mechanism, username, password, tokenURL, scope, authority, certificate, key]
    }

    package var rules: [ConfigurationRule] { [ConfigurationRule(Self.securityKeys, problems: Self.problems)] }

    package func kafka(from configuration: Configuration) -> KafkaConfiguration {
        var kafka = KafkaConfiguration(
            brokers: configuration[Self.brokers].map(\.description).joined(separator: ","), clientID: configuration[clientID])
        kafka.properties = Self.properties(configuration)
        return kafka
    }

    /// Settings that are right by themselves but wrong together, or that the linked library cannot do.
    private static func problems(_ configuration: Configuration) -> [String] {
        let security = configuration[security]
        let files = [authority, certificate, key].filter { configuration[$0] != nil }.map(\.name)
        var problems: [String] = []
        if security.hasPrefix("SASL") {
            problems += signInProblems(configuration)
        } else {
            let given = [mechanism, username, tokenURL, scope].filter { configuration[$0] != nil }.map(\.name)
            problems += (given + (configuration[password] == nil ? [] : [password.name])).map {
                "\($0) is set, but KAFKA_SECURITY_PROTOCOL is \(security): SASL_SSL would use it"
            }
        }
        if security.hasSuffix("SSL") {
            problems += TLSFiles(
                authority: configuration[authority], certificate: configuration[certificate], key: configuration[key]
            ).problems(named: (authority.name, certificate.name, key.name))
        } else {
            problems += files.map { "\($0) is set, but KAFKA_SECURITY_PROTOCOL is \(security): nothing is encrypted" }
        }
        return problems
    }

    private static func signInProblems(_ configuration: Configuration) -> [String] {
        guard let mechanism = configuration[mechanism] else {
            return ["KAFKA_SASL_MECHANISM must be set, as KAFKA_SECURITY_PROTOCOL is \(configuration[security])"]
        }
        var missing: [String] = []
        if configuration[username] == nil { missing.append(username.name) }
        if configuration[password] == nil { missing.append(password.name) }
        if mechanism == "OAUTHBEARER", configuration[tokenURL] == nil { missing.append(tokenURL.name) }
        var problems = missing.map { "\($0) must be set, as KAFKA_SASL_MECHANISM is \(mechanism)" }
        if mechanism == "OAUTHBEARER" {
            if !LinkedLibrary.features.isSuperset(of: ["sasl_oauthbearer", "oidc"]) {
                problems.append(
                    "KAFKA_SASL_MECHANISM OAUTHBEARER needs a librdkafka with OIDC, which \(LinkedLibrary.version) here is not")
            }
        } else {
            problems += [tokenURL, scope].filter { configuration[$0] != nil }.map {
                "\($0.name) is set, but KAFKA_SASL_MECHANISM is \(mechanism)"
            }
        }
        return problems
    }

    /// The settings as librdkafka's properties; none for PLAINTEXT.
    private static func properties(_ configuration: Configuration) -> [String: String] {
        let security = configuration[security]
        guard security != "PLAINTEXT" else { return [:] }
        var properties = ["security.protocol": security.lowercased()]
        properties["ssl.ca.location"] = configuration[authority]
        properties["ssl.certificate.location"] = configuration[certificate]
        properties["ssl.key.location"] = configuration[key]
        if security.hasSuffix("SSL") { properties["ssl.endpoint.identification.algorithm"] = "https" }
        guard let mechanism = configuration[mechanism] else { return properties }
        let password = configuration[password].map { String(decoding: $0.bytes, as: UTF8.self) }
        properties["sasl.mechanism"] = mechanism
        if mechanism == "OAUTHBEARER" {
            properties["sasl.oauthbearer.method"] = "oidc"
            properties["sasl.oauthbearer.client.id"] = configuration[username]
            properties["sasl.oauthbearer.client.secret"] = password
            properties["sasl.oauthbearer.token.endpoint.url"] = configuration[tokenURL]
            properties["sasl.oauthbearer.scope"] = configuration[scope]
        } else {
            properties["sasl.username"] = configuration[username]
            properties["sasl.password"] = password
        }
        return properties
    }
}
