import Hosting
import Contracts
import CoreHTTP
import Foundation
import HTTPWire
import Logging
import Postgres
import Reactor
import Redis
import TestSupport
import Testing

@testable import AppointmentService

@Suite("Lists cached in Redis", .timeLimit(.minutes(10))) struct CachedListTests {
    /// Thousands of times: that it keeps to the contract is seen elsewhere.
    private func mine(_ clinic: Clinic, _ person: Clinic.Person, _ router: LoopRouter, query: String? = nil) async -> Answer {
        await clinic.send(
            .get, "/api/appointments/my", query: query, token: person.token, through: router.router, isHeldToContract: false)
    }

    @Test("a list is answered from Redis until it changes, alike but for the database; other pages are not kept")
    func hits() async throws {
        try await Clinic.openCaching { clinic, routers, clients in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            for hour in 8..<20 {
                for minute in ["00", "30"] {
                    #expect(await clinic.book(doctor.id, by: patient, at: "\(hour < 10 ? "0" : "")\(hour):\(minute)").status == 201)
                }
            }
            let first = await mine(clinic, patient, routers[0])
            #expect(first.ids.count == 20 && first.fields["Link"] != nil)
            // Behind the cache's back: what comes now comes from there, on the other replica too.
            _ = try await clinic.rows("ALTER TABLE appointments DISABLE TRIGGER USER")
            _ = try await clinic.rows("DELETE FROM appointments")
            for router in routers {
                let again = await mine(clinic, patient, router)
                #expect(again.text == first.text && again.fields == first.fields)
            }
            #expect(await mine(clinic, patient, routers[0], query: "limit=5").ids.isEmpty)
            #expect(await mine(clinic, doctor, routers[0]).ids.isEmpty)
        }
    }

    @Test("200 changes, each read back at once by both people on both replicas, with readers beside: never stale")
    func neverStale() async throws {
        try await Clinic.openCaching { clinic, routers, _ in
            try await self.changeAndRead(clinic, routers, rounds: 200)
        }
    }

    @Test("the same while Redis is killed and comes back")
    func redisKilled() async throws {
        try await Stores.withPrivate([.redis]) { stores in
            try await Clinic.openCaching(stores) { clinic, routers, clients in
                try await self.changeAndRead(clinic, routers, rounds: 20)
                try await stores.kill(.redis)
                try await self.changeAndRead(clinic, routers, rounds: 20)
                try await stores.start([.redis])
                try await self.changeAndRead(clinic, routers, rounds: 20)
                for client in clients { try #require(await client.waitUntilReady(atMost: .seconds(30))) }
                try await self.changeAndRead(clinic, routers, rounds: 20)
            }
        }
    }

    /// How a replica may have lost Redis; nil: there is none at its address.
    private static let losses = [
        nil, "READONLY You can't write against a read only replica.",
        "MISCONF Redis is configured to save RDB snapshots, but it cannot.",
        "OOM command not allowed when used memory > 'maxmemory'.",
    ]

    @Test("a change made where Redis is lost, in whatever way, is read at once where it is not", arguments: losses)
    func lostOnOne(refusal: String?) async throws {
        try await Clinic.openCaching { clinic, routers, _ in
            let broken = try RefusingRedis(refusal ?? "", on: clinic.loop)
            if refusal == nil { broken.close() }
            var configuration = RedisConfiguration(host: "127.0.0.1", port: broken.port)
            configuration.commandTimeout = .seconds(10)
            let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let client = RedisClient(configuration, on: clinic.loop, resolver: clinic.process.service.resolver, log: log)
            try await withThrowingTaskGroup(of: Void.self) { group in
                if refusal != nil { group.addTask { await broken.run() } }
                group.addTask { await client.run() }
                if refusal != nil { try #require(await client.waitUntilReady(atMost: .seconds(30))) }
                let outcome: Result<Void, any Error>
                do {
                    // It works on the first of these only; `changeAndRead` reads on both after each change.
                    let lost = LoopRouter(router: clinic.cachingRouter(client))
                    try await self.changeAndRead(clinic, [lost, routers[1]], rounds: 10)
                    outcome = .success(())
                } catch {
                    outcome = .failure(error)
                }
                client.close()
                if refusal != nil { broken.close() }
                try outcome.get()
            }
        }
    }

    /// Books, approves, and looks after each; meanwhile both lists are read all the time on both replicas.
    private func changeAndRead(_ clinic: Clinic, _ routers: [LoopRouter], rounds: Int) async throws {
        let doctor = try clinic.person(.doctor)
        let patient = try clinic.person(.patient)
        let finished = LoopEvent(on: clinic.loop)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for router in routers {
                for person in [doctor, patient] {
                    group.addTask {
                        while !finished.isSet {
                            #expect(await self.mine(clinic, person, router).status == 200)
                            _ = await finished.wait(atMost: .microseconds(200))
                        }
                    }
                }
            }
            for round in 0..<rounds {
                let (date, time) = Self.slot(round)
                let booked = await clinic.send(
                    .post, "/api/appointments", token: patient.token,
                    body: #"{"doctorId":"\#(doctor.id)","appointmentDate":"\#(date)","appointmentTime":"\#(time)"}"#,
                    through: routers[round % 2].router)
                let id = booked["id"]?.text ?? "\(booked.status)"
                try await expect(id, is: "PENDING", clinic, routers, [doctor, patient])
                let approved = await clinic.send(
                    .patch, "/api/appointments/\(id)/approve", token: doctor.token, through: routers[(round / 2) % 2].router)
                #expect(approved.status == 200)
                try await expect(id, is: "APPROVED", clinic, routers, [doctor, patient])
            }
            finished.set()
            try await group.waitForAll()
        }
    }

    private func expect(_ id: String, is status: String, _ clinic: Clinic, _ routers: [LoopRouter], _ people: [Clinic.Person])
        async throws
    {
        for router in routers {
            for person in people {
                let list = await mine(clinic, person, router)["appointments"]?.elements ?? []
                try #require(list.first { $0["id"]?.text == id }?["status"]?.text == status)
            }
        }
    }

    /// Later ones start later, so that the newest is on the first page.
    private static func slot(_ round: Int) -> (date: String, time: String) {
        let day = CalendarDate("2026-12-15")?.adding(days: round / 20)
        let minute = 8 * 60 + round % 20 * 30
        return (day?.description ?? "", WallTime(minuteOfDay: minute)?.description ?? "")
    }
}
