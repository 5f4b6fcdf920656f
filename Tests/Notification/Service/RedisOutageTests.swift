import Contracts
import CoreHTTP
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("Redis away and back", .timeLimit(.minutes(4))) struct RedisOutageTests {
    @Test("live push goes on inside the process; other replicas are told when Redis is back, without a reconnect")
    func outage() async throws {
        try await Stores.withPrivate([.postgres, .redis]) { stores in
            try await Clinic.use(stores) { clinic, loop in
                try await clinic.replica(on: loop) { first in
                    try await clinic.replica(on: loop) { second in
                        let patient = UserID.random()
                        let here = try await first.socket(of: patient)
                        let there = try await second.socket(of: patient)
                        for socket in [here, there] { _ = try await socket.hello() }

                        try await stores.stop(.redis)
                        try await eventually(on: loop) { !first.live.isReady && !second.live.isReady }
                        for _ in 0..<3 { _ = try await first.deliver([Events.received(.approved, patient: patient)]) }
                        #expect(try await here.positions(3) == [1, 2, 3])
                        // A socket that comes meanwhile begins where the database is.
                        let late = try await first.socket(of: patient)
                        #expect(try await late.hello()["position"] == 3)

                        try await stores.start([.redis])
                        #expect(try await there.positions(3) == [1, 2, 3])
                        try await eventually(on: loop) { first.live.isReady && second.live.isReady }
                        _ = try await second.deliver([Events.received(.approved, patient: patient)])
                        for socket in [here, there, late] { #expect(try await socket.positions(1) == [4]) }
                    }
                }
            }
        }
    }
}
