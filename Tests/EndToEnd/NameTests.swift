import CoreHTTP
import HTTPWire
import Testing

extension EndToEnd {
    @Suite("What auth knows of people reaches the appointments") struct NameTests {
        @Test("renames reach both lists, also those made while appointment was down; booking survives a restart of auth")
        func names() async throws {
            try await Stack.run { stack, api in
                let doctor = try await api.register("DOCTOR", firstName: "Dora")
                let patient = try await api.register("PATIENT", firstName: "Paul")
                #expect(try await api.book(doctor, by: patient).status == 201)
                try await rename(doctor, to: "Doris", api)
                for person in [doctor, patient] { try await expect("doctorName", "Doris Doctor", for: person, api) }

                try await stack.kill(.appointment)
                try await rename(patient, to: "Pauline", api)
                try await stack.start(.appointment)
                try await api.waitUntilReady(.appointment)
                for person in [doctor, patient] { try await expect("patientName", "Pauline Patient", for: person, api) }

                // Not seen since appointment started: it is asked for until auth is back.
                try await stack.kill(.auth)
                async let booked = api.book(doctor, by: patient, slot: 2)
                try await stack.start(.auth)
                var answer = try await booked
                if answer.status == 503 {  // auth took longer than AUTH_TIMEOUT
                    try await api.waitUntilReady(.auth)
                    answer = try await api.book(doctor, by: patient, slot: 2)
                }
                #expect(answer.status == 201 && answer.json["patientName"] == "Pauline Patient", "in spite of the older token")
                try await stack.kill(.auth)
                #expect(try await api.book(doctor, by: patient, slot: 4).status == 201, "seen lately")
            }
        }

        private func rename(_ person: API.Person, to name: String, _ api: API) async throws {
            let answer = try await api.call(
                .auth, .patch, "/api/auth/profile", token: person.token, json: ["firstName": .string(name)])
            #expect(answer.status == 200)
        }

        private func expect(_ member: String, _ name: String, for person: API.Person, _ api: API) async throws {
            try await api.eventually {
                let list = try await api.call(.appointment, .get, "/api/appointments/my", token: person.token)
                return list.json["appointments"]?.elements?.first?[member]?.text == name
            }
        }
    }
}
