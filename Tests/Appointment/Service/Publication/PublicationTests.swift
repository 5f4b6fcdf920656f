import Contracts
import CoreHTTP
import Foundation
import Hosting
import HTTPWire
import Kafka
import Logging
import Outbox
import Reactor
import Redis
import TestSupport
import Testing

@testable import AppointmentService

@Suite("Publication of what is committed", .timeLimit(.minutes(4))) struct PublicationTests {
    /// A publication at work that looks only when woken, as another replica would have it.
    private func publishing(
        _ clinic: Clinic, _ body: @Sendable (RedisClient) async throws -> Void
    ) async throws {
        let redis = clinic.redisClient()
        let publication = try EventPublication(clinic.context(redis), clinic.process.publication)
        async let published: Void = publication.run()
        async let connected: Void = redis.run()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(redis)) } catch { outcome = .failure(error) }
        await publication.stop(within: .seconds(5))
        redis.close()
        _ = await (published, connected)
        try outcome.get()
    }

    private func use(_ body: @escaping @Sendable (Clinic) async throws -> Void) async throws {
        let brokers = try await Stores.shared.kafka()
        let redis = try await Stores.shared.redis()
        let name = UUID().uuidString.lowercased()
        try await Clinic.open(
            { configuration in
                configuration.kafka.brokers = brokers
                configuration.service.redis = RedisConfiguration(
                    host: redis.host, port: redis.port, password: redis.password.isEmpty ? nil : redis.password)
                configuration.service.redisNames = RedisNames(prefix: "\(name):")
                configuration.outbox.topic = "publication-\(name)"
                configuration.outbox.interval = .seconds(600)
            }, body)
    }

    @Test("a booking becomes a record: key, CloudEvents and the whole event")
    func record() async throws {
        try await use { clinic in
            try await self.publishing(clinic) { _ in
                let doctor = try clinic.person(.doctor, name: "Ada Lovelace")
                let booked = try await clinic.book(doctor.id, by: clinic.person(.patient))
                clinic.process.publication.wakeup.raise()
                let consumer = try KafkaConsumer.make(
                    clinic.process.configuration.kafka, group: UUID().uuidString,
                    topics: [clinic.process.configuration.outbox.topic],
                    on: clinic.loop)
                let message = try #require(await consumer.nextBatch(maximum: 1)?.messages.first)
                await consumer.close()
                let id = try #require(booked["id"]?.text)
                #expect(String(decoding: message.key, as: UTF8.self) == id)
                func header(_ name: String) -> String? { message.header(name).map { String(decoding: $0, as: UTF8.self) } }
                #expect(
                    header("ce_type") == "appointment.created" && header("ce_subject") == id && header("ce_specversion") == "1.0")
                #expect(header("ce_source") == "/services/appointment" && header("content-type") == "application/json")
                #expect(header("ce_id").flatMap(EventID.init(_:))?.uuid.v7Milliseconds != nil)
                #expect(header("ce_time").flatMap(Instant.init(_:)) != nil && header("traceparent")?.hasPrefix("00-") == true)
                let event = try JSONReader.parse(message.value)
                #expect(event["appointmentId"]?.text == id && event["doctorName"] == "Ada Lovelace" && event["status"] == "PENDING")
            }
        }
    }

    @Test("a commit on another replica wakes the one that publishes, through Redis")
    func otherReplica() async throws {
        try await use { clinic in
            try await self.publishing(clinic) { redis in
                try #require(await redis.waitUntilReady(atMost: .seconds(30)))
                let leader = clinic.process.publication.relay
                let doctor = try clinic.person(.doctor)
                let patient = try clinic.person(.patient)
                // The first is published whenever the relay is up, and says that it is.
                #expect(await clinic.book(doctor.id, by: patient, at: "08:00").status == 201)
                clinic.process.publication.wakeup.raise()
                try await eventually(on: clinic.loop) { leader.published == 1 && leader.isLeading }
                let replica = CommitSignal(
                    wakeup: RelayWakeup(), relay: RelayCounters(), redis: redis,
                    channel: clinic.names.outboxChannel)
                for (count, time) in ["09:00", "10:00", "11:00"].enumerated() {
                    #expect(await clinic.book(doctor.id, by: patient, at: time).status == 201)
                    replica.published()
                    try await eventually(on: clinic.loop) { leader.published == count + 2 }
                }
            }
        }
    }

    @Test("on the replica that publishes nothing is sent to Redis")
    func ownCommit() async throws {
        try await use { clinic in
            try await self.publishing(clinic) { redis in
                try #require(await redis.waitUntilReady(atMost: .seconds(30)))
                try await eventually(on: clinic.loop) { clinic.process.publication.relay.isLeading }
                let signal = PublicationFeature(clinic.context(redis), clinic.process.publication).commits
                let sent = redis.counters.commands
                _ = try await clinic.book(clinic.person(.doctor).id, by: clinic.person(.patient))
                signal.published()
                try await eventually(on: clinic.loop) { clinic.process.publication.relay.published == 1 }
                #expect(redis.counters.commands == sent)
            }
        }
    }
}
