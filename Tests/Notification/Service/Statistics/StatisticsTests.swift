import Contracts
import CoreHTTP
import HTTPWire
import Reactor
import Hosting
import Redis
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("Statistics", .timeLimit(.minutes(4))) struct StatisticsTests {
    @Test("an admin sees today's deliveries, who is online and what waits; nobody else does")
    func route() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, doctor) = (UserID.random(), UserID.random())
                _ = try await replica.deliver([Events.received(patient: patient, doctor: doctor)])
                let sockets = [
                    try await replica.socket(of: patient), try await replica.socket(of: patient),
                    try await replica.socket(of: doctor),
                ]
                for socket in sockets { _ = try await socket.hello() }
                let answer = try await replica.call(.get, "/api/notifications/statistics", as: .random(), role: .admin)
                #expect(answer.status == 200)
                #expect(
                    answer.json == [
                        "consumerLag": 0, "socketsOnline": 3, "usersOnline": 2, "deliveredToday": 2,
                        "emailQueue": ["waiting": 0, "failed": 0],
                    ])
                for role in [Role.patient, .doctor] {
                    let refused = try await replica.call(.get, "/api/notifications/statistics", as: doctor, role: role)
                    #expect(refused.status == 403 && refused.code == "forbidden")
                }
                #expect(try await replica.call(.get, "/api/notifications/statistics").status == 401)
            }
        }
    }

    @Test("the figures of the other replicas are added; those of one that is gone are not")
    func board() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let clock = ManualWallClock(1_800_000_000_000)
                func board(_ id: String, _ figures: ReplicaFigures) -> ReplicaBoard {
                    ReplicaBoard(
                        id, redis: replica.redis, names: clinic.configuration.service.redisNames, clock: clock.clock, on: loop
                    ) { figures }
                }
                let own = board("a", ReplicaFigures(sockets: 1, users: 1, lag: 0))
                let other = board("b", ReplicaFigures(sockets: 10, users: 5, lag: 7))
                async let running: Void = other.run()
                try await eventually(on: loop) { await own.total() == ReplicaFigures(sockets: 11, users: 6, lag: 7) }
                clock.advance(by: .seconds(16))
                #expect(await own.total() == ReplicaFigures(sockets: 1, users: 1, lag: 0))
                other.close()
                await running
            }
        }
    }
}
