import Reactor
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka configuration") struct KafkaConfigurationTests {
    private func failure(_ properties: [String: String]) async throws -> KafkaError? {
        try await onLoop { loop in
            var configuration = KafkaConfiguration(brokers: "127.0.0.1:1", clientID: "test")
            configuration.properties = properties
            do throws(KafkaError) {
                await (try KafkaProducer.make(configuration, on: loop)).close()
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("what the promises rest on cannot be overridden", arguments: KafkaConfiguration.reserved.sorted())
    func reserved(name: String) async throws {
        #expect(try await failure([name: "1"]) == .invalidProperty(name: name, reason: "set by the client"))
    }

    @Test("a property the library does not know, or with a bad value, is named")
    func unknown() async throws {
        guard case .invalidProperty("no.such.property", _) = try await failure(["no.such.property": "1"]) else {
            Issue.record("accepted")
            return
        }
        guard case .invalidProperty("socket.timeout.ms", _) = try await failure(["socket.timeout.ms": "soon"]) else {
            Issue.record("accepted")
            return
        }
    }

    @Test("security settings pass through")
    func security() async throws {
        #expect(try await failure(["security.protocol": "ssl", "ssl.endpoint.identification.algorithm": "https"]) == nil)
    }

    @Test("a configuration printed does not show its secrets")
    func redaction() {
        var configuration = KafkaConfiguration(brokers: "b:9092", clientID: "c")
        configuration.properties = ["sasl.password": "hunter2"]
        #expect(!"\(configuration)".contains("hunter2"))
        #expect("\(configuration)".contains("sasl.password"))
    }
}
