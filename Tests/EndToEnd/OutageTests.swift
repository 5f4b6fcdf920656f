import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A store that is away and comes back needs no restart of a daemon") struct OutageTests {
        @Test("PostgreSQL: quick 503 with Retry-After, then service as before")
        func postgres() async throws {
            try await Stack.run { stack, api in
                let doctor = try await api.register("DOCTOR")
                let patient = try await api.register("PATIENT")
                #expect(try await api.book(doctor, by: patient, slot: 0).status == 201)
                try await stack.stores.stop(.postgres)
                for (service, path) in [
                    (Stack.Service.auth, "/api/auth/profile"), (.appointment, "/api/appointments/my"),
                    (.notification, "/api/notifications/my"),
                ] {
                    let asked = MonotonicTime.read()
                    let answer = try await api.call(service, .get, path, token: patient.token)
                    #expect(answer.status == 503 && answer.code == "store_unavailable" && answer.fields["Retry-After"] != nil)
                    #expect(MonotonicTime.read() - asked < .seconds(4))  // a query that waited would take five
                    #expect(try await api.call(service, .get, "/livez").status == 200)
                    #expect(try await api.call(service, .get, "/readyz").status == 503)
                }
                try await stack.stores.start([.postgres])
                for service in Stack.Service.allCases { try await api.waitUntilReady(service) }
                #expect(try await api.book(doctor, by: patient, slot: 1).status == 201)
                try await api.eventually { try await api.inbox(of: doctor).count == 2 }
            }
        }

        @Test("PostgreSQL hangs: every daemon says that it is not ready, goes on saying so, and is ready without a restart")
        func postgresHangs() async throws {
            try await Stack.run { stack, api in
                try await stack.stores.pause(.postgres)
                let paused = MonotonicTime.read()
                for service in Stack.Service.allCases {
                    try await api.eventually { try await api.call(service, .get, "/readyz").status == 503 }
                }
                #expect(MonotonicTime.read() - paused < .seconds(10))  // two seconds, and what a loaded machine adds
                // While connections time out and new ones are tried, which nobody answers.
                let end = MonotonicTime.read() + .seconds(8)
                while MonotonicTime.read() < end {
                    for service in Stack.Service.allCases {
                        try #require(try await api.call(service, .get, "/readyz").status == 503)
                        try #require(try await api.call(service, .get, "/livez").status == 200)
                    }
                }
                try await stack.stores.resume(.postgres)
                for service in Stack.Service.allCases { try await api.waitUntilReady(service) }
            }
        }

        @Test("Redis: everything but the live push works, and the push is back with it")
        func redis() async throws {
            try await Stack.run { stack, api in
                let doctor = try await api.register("DOCTOR")
                let patient = try await api.register("PATIENT")
                try await stack.stores.stop(.redis)
                #expect(try await api.book(doctor, by: patient, slot: 0).status == 201)
                try await api.eventually { try await api.inbox(of: doctor).count == 1 }
                try await stack.stores.start([.redis])
                try await api.eventually {
                    let answer = try await api.call(.notification, .get, "/readyz")
                    return answer.json["checks"]?["redis"] == "ok"
                }
                let socket = try await api.socket(of: doctor)
                #expect(try await socket.next()["position"] == 1)
                #expect(try await api.book(doctor, by: patient, slot: 1).status == 201)
                #expect(try await socket.next()["position"] == 2)
                socket.close()
            }
        }

        @Test("Kafka: bookings are taken, and told in order when it is back")
        func kafka() async throws {
            try await Stack.run { stack, api in
                let doctor = try await api.register("DOCTOR")
                let patient = try await api.register("PATIENT")
                let socket = try await api.socket(of: doctor)
                _ = try await socket.next()
                try await stack.stores.cut(.kafka)
                var booked: [String?] = []
                for slot in 0..<10 { booked.append(try await api.book(doctor, by: patient, slot: slot).json["id"]?.text) }
                #expect(!booked.contains(nil))
                try await stack.stores.mend(.kafka)
                var told: [String?] = []
                for position in 1...10 {
                    let push = try await socket.next()
                    #expect(push["position"]?.integer == Int64(position))
                    told.append(push["notification"]?["metadata"]?["appointmentId"]?.text)
                }
                #expect(Set(told) == Set(booked))
                socket.close()
            }
        }
    }
}
