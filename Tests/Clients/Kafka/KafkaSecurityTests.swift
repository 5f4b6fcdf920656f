import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import Kafka

/// The local broker behind a gate that speaks TLS and SASL: everything goes through it, groups and the making of topics too.
@Suite("Kafka over TLS and SASL") struct KafkaSecurityTests {
    private let settings = KafkaSettings(clientID: "tests")

    private func configuration(_ environment: [String: String]) throws -> KafkaConfiguration {
        var configuration = settings.kafka(
            from: try ConfigurationReader(environment: environment).read(settings.keys, rules: settings.rules))
        configuration.deliveryTimeout = .seconds(3)
        return configuration
    }

    /// Writes through a producer, reads through a group.
    private func roundTrip(_ configuration: KafkaConfiguration) async throws {
        var fixture = try await BrokerFixture(partitions: 2)
        fixture.configuration = configuration
        let secured = fixture
        try await onLoop { loop in
            let producer = try secured.producer(on: loop)
            for result in await producer.produce(secured.records(20)) { _ = try result.get() }
            await producer.close()
            let progress = Progress(on: loop)
            let member = try secured.member(on: loop, progress)
            async let reading: Void = member.read()
            #expect(await progress.reaches(within: .seconds(30)) { member.distinct == 20 })
            await member.consumer.close()
            await reading
        }
    }

    private func isRefused(_ configuration: KafkaConfiguration) async throws -> Bool {
        var fixture = try await BrokerFixture(partitions: 1)
        fixture.configuration = configuration
        let secured = fixture
        return try await onLoop { loop in
            let producer = try secured.producer(on: loop)
            var refused = false
            do throws(KafkaError) { _ = try await producer.produce(secured.records(1)[0]) } catch { refused = true }
            await producer.close()
            return refused
        }
    }

    @Test(
        "records arrive after a sign-in over TLS; a wrong password, and an authority that is not theirs, keep us out",
        arguments: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    func passwords(mechanism: String) async throws {
        let broker = try await Stores.shared.kafka()
        try await Certificates.use { files in
            try await KafkaGate.use(before: broker, files, user: "clinic", password: "right") { gate in
                let right = [
                    "KAFKA_BROKERS": gate.brokers, "KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": mechanism,
                    "KAFKA_SASL_USERNAME": "clinic", "KAFKA_SASL_PASSWORD": "right", "KAFKA_SSL_CA": files.authority,
                ]
                try await roundTrip(configuration(right))
                #expect(try await isRefused(configuration(right.merging(["KAFKA_SASL_PASSWORD": "wrong"]) { $1 })))
                #expect(try await isRefused(configuration(right.merging(["KAFKA_SSL_CA": files.stranger]) { $1 })))
            }
        }
    }

    @Test(
        "records arrive after a sign-in with a token that an identity provider gives for our secret, and for no other",
        .enabled(if: LinkedLibrary.features.contains("oidc"), "Debian's librdkafka cannot; see scripts/test --librdkafka"))
    func tokens() async throws {
        let broker = try await Stores.shared.kafka()
        try await Certificates.use { files in
            try await OpenIDProcess.use { provider in
                try await KafkaGate.use(before: broker, files, user: "clinic", tokens: provider.issuer) { gate in
                    let right = [
                        "KAFKA_BROKERS": gate.brokers, "KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "OAUTHBEARER",
                        "KAFKA_SASL_USERNAME": "clinic", "KAFKA_SASL_PASSWORD": "of clinic", "KAFKA_OAUTH_SCOPE": "kafka",
                        "KAFKA_OAUTH_TOKEN_URL": "\(provider.issuer)/oauth2/token", "KAFKA_SSL_CA": files.authority,
                    ]
                    try await roundTrip(configuration(right))
                    #expect(try await isRefused(configuration(right.merging(["KAFKA_SASL_PASSWORD": "of another"]) { $1 })))
                    let other = ["KAFKA_SASL_USERNAME": "other", "KAFKA_SASL_PASSWORD": "of other"]
                    #expect(try await isRefused(configuration(right.merging(other) { $1 })))
                }
            }
        }
    }

    @Test("records arrive with a client certificate, and do not without one") func certificate() async throws {
        let broker = try await Stores.shared.kafka()
        try await Certificates.use { files in
            try await KafkaGate.use(before: broker, files, asksForCertificate: true) { gate in
                let nameless = [
                    "KAFKA_BROKERS": gate.brokers, "KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CA": files.authority,
                ]
                let known = ["KAFKA_SSL_CERTIFICATE": files.client, "KAFKA_SSL_KEY": files.clientKey]
                try await roundTrip(configuration(nameless.merging(known) { $1 }))
                #expect(try await isRefused(configuration(nameless)))
            }
        }
    }
}
