import CoreHTTP
import HTTPWire
import Reactor
import Testing

extension EndToEnd {
    @Suite("A daemon killed at any moment loses nothing that was acknowledged") struct CrashTests {
        @Test("kill -9 of notification during bookings: after a restart every notification is in the inboxes once")
        func notification() async throws {
            try await Stack.run { stack, api in
                let doctor = try await api.register("DOCTOR")
                let patient = try await api.register("PATIENT")
                let socket = try await api.socket(of: doctor)
                _ = try await socket.next()
                var booked: [String] = []
                for slot in 0..<60 {
                    let answer = try await api.book(doctor, by: patient, slot: slot)
                    booked.append(try #require(answer.json["id"]?.text))
                    if slot == 0 { _ = try await socket.next() }  // the consumer is at work
                    if slot == 20 || slot == 40 {
                        try await stack.kill(.notification)
                        if slot == 40 { try await stack.start(.notification) }
                        if slot == 20 { try await stack.start(.notification) }
                    }
                }
                try await api.waitUntilReady(.notification)
                try await expectInboxes(of: [doctor, patient], hold: booked, api)
            }
        }

        @Test("kill -9 of appointment right after a 201: after a restart the booking is there and everybody is told once")
        func appointment() async throws {
            try await Stack.run { stack, api in
                let doctor = try await api.register("DOCTOR")
                let patient = try await api.register("PATIENT")
                var booked: [String] = []
                for slot in 0..<8 {
                    let answer = try await api.book(doctor, by: patient, slot: slot)
                    try await stack.kill(.appointment)
                    #expect(answer.status == 201)
                    booked.append(try #require(answer.json["id"]?.text))
                    try await stack.start(.appointment)
                    try await api.waitUntilReady(.appointment)
                }
                let list = try await api.call(.appointment, .get, "/api/appointments/my?limit=100", token: patient.token)
                #expect(list.json["appointments"]?.elements?.compactMap { $0["id"]?.text }.sorted() == booked.sorted())
                try await expectInboxes(of: [doctor, patient], hold: booked, api)
            }
        }

        /// Each inbox has one notification for each of `appointments`, numbered from 1 without a gap.
        private func expectInboxes(of people: [API.Person], hold appointments: [String], _ api: API) async throws {
            for person in people {
                try await api.eventually { try await api.inbox(of: person).count >= appointments.count }
                let inbox = try await api.inbox(of: person)
                #expect(inbox.compactMap { $0["metadata"]?["appointmentId"]?.text }.sorted() == appointments.sorted())
                #expect(inbox.compactMap { $0["seq"]?.integer }.reversed() == (1...appointments.count).map(Int64.init))
            }
        }

        @Test("SIGTERM ends each daemon with 0, and a socket with 1001")
        func shutdown() async throws {
            try await Stack.run { stack, api in
                let patient = try await api.register("PATIENT")
                let socket = try await api.socket(of: patient)
                _ = try await socket.next()
                async let code = stack.terminate(.notification)
                let closed = await #expect(throws: LiveSocket.Closed.self) { try await socket.next() }
                socket.close()
                #expect(closed?.code == 1001)
                #expect(try await code == 0)
                #expect(try await stack.terminate(.appointment) == 0)
                #expect(try await stack.terminate(.auth) == 0)
            }
        }
    }
}
