import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Postgres
import Testing

@testable import AppointmentService

@Suite("Changes of one appointment at the same time", .timeLimit(.minutes(5))) struct RaceTests {
    private static let rounds = 25

    /// Each round with a doctor, a patient and a request of their own, in which both do something at once.
    private func race(_ body: @escaping @Sendable (Clinic, ChangeTests.Pair) async throws -> Void) async throws {
        try await Clinic.open(connections: 4) { clinic in
            for _ in 0..<Self.rounds { try await body(clinic, try await ChangeTests.pair(clinic)) }
        }
    }

    /// What became of it: the states it went through are what its history says, each change from where the one before it ended.
    private func states(_ clinic: Clinic, _ pair: ChangeTests.Pair) async throws -> [String] {
        let entries = await clinic.read(pair.id, "/history", by: pair.patient)["history"]?.elements ?? []
        let states = entries.compactMap { $0["to"]?.text }
        #expect(entries.dropFirst().compactMap { $0["from"]?.text } == states.dropLast())
        let now = await clinic.read(pair.id, by: pair.patient)
        #expect(now["status"]?.text == states.last && now["version"]?.integer == Int64(entries.count))
        let events = try await clinic.rows("SELECT count(*) FROM outbox WHERE key = $1", [.text(pair.id)])[0].int(0)
        #expect(events == entries.count)
        return states
    }

    @Test("approved and cancelled: cancelled it is; the approval came before, or is told that it was too late")
    func approveAndCancel() async throws {
        try await race { clinic, pair in
            async let approval = clinic.approve(pair.id, by: pair.doctor)
            async let cancellation = clinic.change("cancel", pair.id, by: pair.patient)
            let (approved, cancelled) = await (approval, cancellation)
            #expect(cancelled.status == 200 && cancelled["status"] == "CANCELLED", "\(cancelled.text)")
            let states = try await self.states(clinic, pair)
            if approved.status == 200 {
                #expect(states == ["PENDING", "APPROVED", "CANCELLED"])
            } else {
                #expect(approved.code == "wrong_state" && approved["state"] == "CANCELLED", "\(approved.text)")
                #expect(states == ["PENDING", "CANCELLED"])
            }
        }
    }

    @Test("approved and cancelled with If-Match: one of the two, and 412 for the other")
    func conditional() async throws {
        try await race { clinic, pair in
            async let approval = clinic.approve(pair.id, by: pair.doctor, fields: ["If-Match": "\"1\""])
            async let cancellation = clinic.change("cancel", pair.id, by: pair.patient, fields: ["If-Match": "\"1\""])
            let answers = await [approval, cancellation]
            #expect(answers.map(\.status).sorted() == [200, 412], "\(answers.map(\.text))")
            let states = try await self.states(clinic, pair)
            #expect(states.count == 2)
        }
    }

    @Test("completed and cancelled, by each who may: exactly one wins, and the other's 409 names the state")
    func completeAndCancel() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let admin = try clinic.person(.admin)
            for round in 0..<Self.rounds {
                let pair = try await ChangeTests.pair(clinic)
                #expect(await clinic.approve(pair.id, by: pair.doctor).status == 200)
                let canceller = [pair.patient, pair.doctor, admin][round % 3]
                async let completion = clinic.change("complete", pair.id, by: pair.doctor)
                async let cancellation = clinic.change("cancel", pair.id, by: canceller)
                let answers = await [completion, cancellation]
                let winner = try #require(answers.first { $0.status == 200 })
                let loser = try #require(answers.first { $0.status == 409 }, "\(answers.map(\.text))")
                #expect(loser.code == "wrong_state" && loser["state"] == winner["status"])
                let states = try await self.states(clinic, pair)
                #expect(states == ["PENDING", "APPROVED", winner["status"]?.text])
            }
        }
    }

    @Test("approved and moved by the patient: whichever comes last decides whether it is answered")
    func approveAndMove() async throws {
        try await race { clinic, pair in
            async let approval = clinic.approve(pair.id, by: pair.doctor)
            async let move = clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-16")
            let answers = await [approval, move]
            #expect(answers.map(\.status) == [200, 200], "\(answers.map(\.text))")
            let states = try await self.states(clinic, pair)
            #expect(states == ["PENDING", "APPROVED", "PENDING"] || states == ["PENDING", "PENDING", "APPROVED"], "\(states)")
        }
    }

    @Test("moved onto a time while somebody books it: one of them has it")
    func moveAndBook() async throws {
        try await race { clinic, pair in
            let other = try clinic.person(.patient)
            async let move = clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-16", "10:15")
            async let booking = clinic.book(pair.doctor.id, by: other, on: "2026-12-16", at: "10:00")
            let (moved, booked) = await (move, booking)
            #expect((moved.status == 200) != (booked.status == 201), "\(moved.text) \(booked.text)")
            let loser = moved.status == 200 ? booked : moved
            #expect(loser.status == 409 && loser.code == "slot_taken")
        }
    }
}
