import Contracts
import CoreHTTP
import Foundation
import HTTPWire
import Kafka
import Postgres
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    /// `RELAY_KILLS` says how often; 5 when it is not set.
    @Suite("Publication survives SIGKILL") struct RelayCrashTests {
        private static let kills = ProcessInfo.processInfo.environment["RELAY_KILLS"].flatMap { Int($0) } ?? 5

        @Test("appointment killed again and again under load: every committed change is in the topic, in order per appointment")
        func relay() async throws {
            try await Stack.run { stack, api in
                let finished = LoopEvent(on: api.loop)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        let doctor = try await api.register("DOCTOR")
                        let patient = try await api.register("PATIENT")
                        group.addTask { await Self.load(api, doctor, patient, until: finished) }
                    }
                    var seen = 0
                    for _ in 0..<Self.kills {
                        // Bookings are coming in again: some are on their way out.
                        let before = seen
                        try await api.eventually {
                            seen = try await Self.changes(stack, on: api.loop).count
                            return seen >= before + 8
                        }
                        try await stack.kill(.appointment)
                        try await stack.start(.appointment)
                    }
                    finished.set()
                    try await group.waitForAll()
                }
                try await api.waitUntilReady(.appointment)
                try await Self.expectTopicHoldsEverything(stack, api)
            }
        }

        /// Books and approves; what fails while the daemon is away is nobody's loss.
        static func load(_ api: API, _ doctor: API.Person, _ patient: API.Person, until finished: LoopEvent) async {
            var slot = 0
            while !finished.isSet {
                do {
                    let booked = try await api.book(doctor, by: patient, slot: slot)
                    if let id = booked.json["id"]?.text { _ = try await api.approve(id, by: doctor) }
                } catch {
                    _ = await finished.wait(atMost: .milliseconds(20))
                }
                slot += 1
            }
        }

        /// `appointment version` of all that was committed.
        private static func changes(_ stack: Stack, on loop: EventLoop) async throws -> Set<String> {
            let session = try await stack.session(.appointment, on: loop)
            defer { session.close() }
            let rows = try await session.query(
                Statement("changes", "SELECT appointment_id::text || ' ' || version FROM appointment_history"))
            return Set(try rows.map { try $0.text(0) })
        }

        static func expectTopicHoldsEverything(_ stack: Stack, _ api: API) async throws {
            let committed = try await changes(stack, on: api.loop)
            let consumer = try KafkaConsumer.make(
                KafkaConfiguration(brokers: try await stack.stores.kafka(), clientID: "test"), group: UUID().uuidString,
                topics: [Topics.appointmentEvents], on: api.loop)
            let limit = LoopTimer(on: api.loop) { Task(executorPreference: api.loop) { await consumer.close() } }
            limit.arm(after: .seconds(120))
            var published: Set<String> = []
            var newest: [String: Int64] = [:]
            var disorder: [String] = []
            while !published.isSuperset(of: committed), let batch = await consumer.nextBatch(maximum: 1_000) {
                for message in batch.messages {
                    let event = try JSONReader.parse(message.value)
                    let id = event["appointmentId"]?.text ?? ""
                    let version = event["version"]?.integer ?? 0
                    guard published.insert("\(id) \(version)").inserted else { continue }
                    if version != newest[id, default: 0] + 1 { disorder.append("\(id) \(version)") }
                    newest[id] = version
                }
            }
            limit.disarm()
            await consumer.close()
            let missing = committed.subtracting(published)
            #expect(missing.isEmpty, "\(missing.count) of \(committed.count) changes are not in the topic")
            #expect(published.subtracting(committed).isEmpty, "there are events of what was never committed")
            #expect(disorder.isEmpty, "\(disorder)")
        }
    }
}
