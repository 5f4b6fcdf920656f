import CoreHTTP
import Foundation
import HTTPWire
import Postgres
import TestSupport
import Testing

extension EndToEnd {
    @Suite("What a front desk can look at, in all three daemons") struct DeskTextTests {
        private static let mark = "vB9planted"

        @Test("nothing that anybody has written about a visit is in any answer, push or mail of a desk, nor in a log")
        func texts() async throws {
            try await MailServer.use { server in
                let settings = ["SMTP_URL": "smtp://localhost:\(server.port)", "EMAIL_FROM": "noreply@clinic.example"]
                try await Stack.run(environment: settings) { stack, api in
                    let (patient, doctor) = (try await api.register("PATIENT"), try await api.register("DOCTOR"))
                    let desk = try await becomeDesk(try await api.register("PATIENT"), stack, api)
                    let socket = try await api.socket(of: desk)
                    let position = try await socket.next()["position"]
                    let visits = try await plant(patient, doctor, desk, api)

                    var shown = 0
                    let tables: [(Stack.Service, [RouteRule])] = [
                        (.auth, RouteTable.auth), (.appointment, RouteTable.appointment), (.notification, RouteTable.notification),
                    ]
                    for (service, table) in tables {
                        // The two that do not end are read below.
                        for rule in table
                        where rule.method == .get && !["/ws", "/api/notifications/stream"].contains(rule.template) {
                            for path in paths(rule.template, visits + [doctor.id, patient.id, desk.id]) {
                                for query in [
                                    "", "?doctorId=\(doctor.id)", "?patientId=\(patient.id)", "?q=\(Self.mark)", "?limit=100",
                                ] {
                                    let answer = try await api.call(service, .get, path + query, token: desk.token)
                                    let text = String(decoding: answer.body, as: UTF8.self)
                                    #expect(!text.contains(Self.mark), "\(path)\(query)")
                                    if text.contains(#""restricted":true"#) { shown += 1 }
                                }
                            }
                        }
                    }
                    #expect(shown >= 2 * visits.count)

                    // The two people have been told of everything; of the desk's inbox nothing has moved, from its beginning on.
                    for person in [patient, doctor] {
                        try await api.eventually {
                            try await api.inbox(of: person).contains { $0["message"]?.text?.contains("\(Self.mark) desk") == true }
                        }
                    }
                    #expect(try await api.inbox(of: desk).isEmpty)
                    let replay = try await api.socket(of: desk, position: 0)
                    #expect(try await replay.next()["position"] == position)
                    for each in [socket, replay] { each.close() }
                    #expect(
                        try server.mails.allSatisfy {
                            !$0["headers"].debugDescription.contains(desk.email) || !"\($0)".contains(Self.mark)
                        })
                    try readLogs(of: stack)
                }
            }
        }

        /// A visit for each text: the reason of all of them, notes, why it was rejected, and why each of those who may has cancelled.
        private func plant(_ patient: API.Person, _ doctor: API.Person, _ desk: API.Person, _ api: API) async throws -> [String] {
            let absence = try await api.call(
                .appointment, .post, "/api/appointments/time-off", token: doctor.token,
                json: ["from": "2031-01-01T00:00:00Z", "to": "2031-01-02T00:00:00Z", "reason": .string("\(Self.mark) away")])
            #expect(absence.status == 201)
            var visits: [String] = []
            let steps = [
                ("notes", doctor, "notes"), ("reject", doctor, "reason"), ("cancel", patient, "reason"),
                ("cancel", doctor, "reason"),
                ("cancel", desk, "reason"),
            ]
            for (slot, (action, person, member)) in steps.enumerated() {
                let booked = try await api.book(doctor, by: patient, slot: slot, reason: "\(Self.mark) visit")
                let id = try #require(booked.json["id"]?.text)
                let words = "\(Self.mark) \(person.id == desk.id ? "desk" : action)"
                let answer = try await api.call(
                    .appointment, .patch, "/api/appointments/\(id)/\(action)", token: person.token, json: [member: .string(words)])
                #expect(answer.status == 200)
                visits.append(id)
            }
            return visits
        }

        private func paths(_ template: String, _ ids: [String]) -> [String] {
            let plain = template.replacing(":level", with: "0").replacing(":number", with: "0")
            return plain.contains(":id") ? ids.map { plain.replacing(":id", with: $0) } : [plain]
        }

        private func becomeDesk(_ person: API.Person, _ stack: Stack, _ api: API) async throws -> API.Person {
            let session = try await stack.session(.auth, on: api.loop)
            defer { session.close() }
            try await session.execute(script: "UPDATE users SET role = 'DESK' WHERE id = '\(person.id)'")
            let answer = try await api.call(
                .auth, .post, "/api/auth/login", json: ["email": .string(person.email), "password": "Password123!"])
            return API.Person(id: person.id, email: person.email, token: try #require(answer.json["accessToken"]?.text))
        }

        /// Of the daemons and of the stores.
        private func readLogs(of stack: Stack) throws {
            let files = FileManager.default.enumerator(atPath: stack.stores.directory)?.compactMap { $0 as? String } ?? []
            let logs = files.filter { $0.hasSuffix(".log") }
            #expect(logs.contains("appointment.log") && logs.count > 3, "\(logs)")
            for log in logs {
                let text = try String(contentsOfFile: "\(stack.stores.directory)/\(log)", encoding: .utf8)
                #expect(!text.contains(Self.mark), "\(log)")
            }
        }
    }
}
