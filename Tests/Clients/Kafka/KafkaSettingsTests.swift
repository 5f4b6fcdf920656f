import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka settings") struct KafkaSettingsTests {
    private let settings = KafkaSettings(clientID: "tests")

    private func kafka(_ environment: [String: String]) throws -> KafkaConfiguration {
        settings.kafka(from: try ConfigurationReader(environment: environment).read(settings.keys, rules: settings.rules))
    }

    private func problems(_ environment: [String: String]) -> [String] {
        do throws(ConfigurationError) {
            _ = try ConfigurationReader(environment: environment).read(settings.keys, rules: settings.rules)
            return []
        } catch {
            guard case .problems(let problems) = error else { return ["\(error)"] }
            return problems
        }
    }

    /// The library itself says whether it can work with what it is given.
    private func canBeMade(_ configuration: KafkaConfiguration) async throws {
        try await onLoop { loop in
            await (try KafkaProducer.make(configuration, on: loop)).close()
            await (try KafkaConsumer.make(configuration, group: "tests", topics: ["t"], on: loop)).close()
        }
    }

    @Test("unset, nothing is encrypted and nobody signs in") func defaults() throws { #expect(try kafka([:]).properties == [:]) }

    @Test(
        "every mechanism, with TLS and without, is one that the library takes",
        arguments: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    func passwords(mechanism: String) async throws {
        try await Certificates.use { files in
            for security in ["SASL_PLAINTEXT", "SASL_SSL"] {
                var environment = [
                    "KAFKA_BROKERS": "127.0.0.1:1", "KAFKA_SECURITY_PROTOCOL": security, "KAFKA_SASL_MECHANISM": mechanism,
                    "KAFKA_SASL_USERNAME": "u", "KAFKA_SASL_PASSWORD": "hunter2",
                ]
                if security == "SASL_SSL" { environment["KAFKA_SSL_CA"] = files.authority }
                let configuration = try kafka(environment)
                #expect(
                    configuration.properties["sasl.mechanism"] == mechanism
                        && configuration.properties["sasl.password"] == "hunter2")
                #expect(!"\(configuration)".contains("hunter2"))
                try await canBeMade(configuration)
            }
        }
    }

    @Test("a client certificate") func certificate() async throws {
        try await Certificates.use { files in
            let configuration = try kafka([
                "KAFKA_BROKERS": "127.0.0.1:1", "KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CA": files.authority,
                "KAFKA_SSL_CERTIFICATE": files.client, "KAFKA_SSL_KEY": files.clientKey,
            ])
            #expect(configuration.properties["ssl.endpoint.identification.algorithm"] == "https")
            try await canBeMade(configuration)
        }
    }

    @Test("tokens through OpenID Connect, or a refusal at start where the library cannot get them") func tokens() async throws {
        var environment = [
            "KAFKA_BROKERS": "127.0.0.1:1", "KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "OAUTHBEARER",
            "KAFKA_SASL_USERNAME": "id", "KAFKA_SASL_PASSWORD": "secret", "KAFKA_OAUTH_SCOPE": "kafka",
        ]
        #expect(problems(environment).first == "KAFKA_OAUTH_TOKEN_URL must be set, as KAFKA_SASL_MECHANISM is OAUTHBEARER")
        environment["KAFKA_OAUTH_TOKEN_URL"] = "http://127.0.0.1:1/token"
        guard LinkedLibrary.features.contains("oidc") else {
            let refusal =
                "KAFKA_SASL_MECHANISM OAUTHBEARER needs a librdkafka with OIDC, which \(LinkedLibrary.version) here is not"
            #expect(problems(environment) == [refusal])
            return
        }
        let configuration = try kafka(environment)
        #expect(configuration.properties["sasl.oauthbearer.client.secret"] == "secret")
        try await canBeMade(configuration)
    }

    @Test(
        "what does not fit together is told, all of it",
        arguments: [
            (
                ["KAFKA_SECURITY_PROTOCOL": "TLS"],
                ["KAFKA_SECURITY_PROTOCOL must be one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL, not \"TLS\""]
            ),
            (
                ["KAFKA_SECURITY_PROTOCOL": "SASL_SSL"],
                ["KAFKA_SASL_MECHANISM must be set, as KAFKA_SECURITY_PROTOCOL is SASL_SSL"]
            ),
            (
                ["KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_OAUTH_SCOPE": "s"],
                [
                    "KAFKA_SASL_USERNAME must be set, as KAFKA_SASL_MECHANISM is PLAIN",
                    "KAFKA_SASL_PASSWORD must be set, as KAFKA_SASL_MECHANISM is PLAIN",
                    "KAFKA_OAUTH_SCOPE is set, but KAFKA_SASL_MECHANISM is PLAIN",
                ]
            ),
            (
                ["KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_SASL_PASSWORD": "hunter2"],
                [
                    "KAFKA_SASL_MECHANISM is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT: SASL_SSL would use it",
                    "KAFKA_SASL_PASSWORD is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT: SASL_SSL would use it",
                ]
            ),
        ])
    func wrong(environment: [String: String], told: [String]) { #expect(problems(environment) == told) }

    @Test("certificates in the clear, and such as are none") func files() async throws {
        try await Certificates.use { files in
            #expect(
                problems(["KAFKA_SSL_CA": files.authority]) == [
                    "KAFKA_SSL_CA is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT: nothing is encrypted"
                ])
            #expect(
                problems(["KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CA": files.serverKey, "KAFKA_SSL_KEY": files.clientKey]) == [
                    "KAFKA_SSL_CERTIFICATE must be set, as KAFKA_SSL_KEY is",
                    "KAFKA_SSL_CA holds no certificates in PEM: \(files.serverKey)",
                ])
        }
    }
}
