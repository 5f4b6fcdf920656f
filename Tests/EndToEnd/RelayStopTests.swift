import Contracts
import CoreHTTP
import HTTPWire
import Kafka
import Postgres
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Publication survives a leader that is stopped") struct RelayStopTests {
        @Test("the leader stopped under load, then woken: another leads within seconds, and the topic holds everything in order")
        func stopped() async throws {
            try await Stack.run { stack, api in
                // The replica leads, and the daemon that is asked does not.
                let leader = try await stack.startReplica(.appointment)
                try await stack.kill(.appointment)
                try await stack.start(.appointment)
                try await api.waitUntilReady(.appointment)
                let finished = LoopEvent(on: api.loop)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        let doctor = try await api.register("DOCTOR")
                        let patient = try await api.register("PATIENT")
                        group.addTask { await RelayCrashTests.load(api, doctor, patient, until: finished) }
                    }
                    let session = try await stack.session(.appointment, on: api.loop)
                    defer { session.close() }
                    func number(_ sql: String) async throws -> Int {
                        try await session.query(Statement("number", sql))[0].int(0)
                    }
                    try await api.eventually { try await number("SELECT fence FROM outbox_lease") > 0 }
                    let fence = try await number("SELECT fence FROM outbox_lease")
                    try await api.eventually { try await number("SELECT count(*) FROM appointment_history") >= 10 }

                    leader.pause()
                    defer { leader.resume() }
                    let stopped = MonotonicTime.read()
                    try await api.eventually { try await number("SELECT fence FROM outbox_lease") > fence }
                    let silence = MonotonicTime.read() - stopped
                    #expect(silence < .seconds(6), "nobody led for \(silence)")
                    // What waited goes out.
                    try await api.eventually {
                        try await number("SELECT count(*) FROM outbox WHERE created_at < now() - interval '3 s'") == 0
                    }

                    leader.resume()
                    let before = try await number("SELECT count(*) FROM appointment_history")
                    try await api.eventually { try await number("SELECT count(*) FROM appointment_history") >= before + 20 }
                    finished.set()
                    try await group.waitForAll()
                    #expect(try await number("SELECT fence FROM outbox_lease") == fence + 1, "the lead went to and fro")
                }
                try await RelayCrashTests.expectTopicHoldsEverything(stack, api)
            }
        }
    }
}
