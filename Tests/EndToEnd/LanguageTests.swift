import CoreHTTP
import HTTPWire
import Postgres
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    @Suite("People are written to in the language of their account") struct LanguageTests {
        @Test("chosen in the profile: in the list, on the live socket and in the mail; who has chosen none reads English")
        func french() async throws {
            try await MailServer.use { server in
                let settings = ["SMTP_URL": "smtp://localhost:\(server.port)", "EMAIL_FROM": "noreply@clinic.example"]
                try await Stack.run(environment: settings) { stack, api in
                    let doctor = try await api.register("DOCTOR", firstName: "Dora")
                    let patient = try await api.register("PATIENT", firstName: "Paul")
                    let chosen = try await api.call(
                        .auth, .patch, "/api/auth/profile", token: patient.token, json: ["language": "fr"])
                    #expect(chosen.status == 200 && chosen.json["language"] == "fr")
                    try await verify(patient, stack, api)
                    try await heardOf(patient, stack, api)

                    let socket = try await api.socket(of: patient)
                    _ = try await socket.next()
                    let booked = try await api.book(doctor, by: patient)
                    let id = try #require(booked.json["id"]?.text)
                    #expect(try await api.approve(id, by: doctor).status == 200)
                    let pushed = [try await socket.next(), try await socket.next()].map { $0["notification"] }
                    #expect(pushed.map { $0?["title"]?.text } == ["Rendez-vous demandé", "Rendez-vous accepté"])
                    let message = try #require(pushed[1]?["message"]?.text)
                    #expect(message.hasPrefix("Votre rendez-vous avec Dr Dora Doctor le "))
                    #expect(message.hasSuffix("(UTC) a été accepté."))
                    #expect(try await api.inbox(of: patient).map { $0["message"]?.text } == [message, pushed[0]?["message"]?.text])
                    try await api.eventually { try await api.inbox(of: doctor).count == 1 }
                    #expect(try await api.inbox(of: doctor).first?["title"] == "New appointment request")

                    // Beside it are those that ask to confirm an address.
                    let subject: JSONValue = "Rendez-vous accepté"
                    try await api.eventually { try server.mails.contains { $0["headers"]?["Subject"] == subject } }
                    let mail = try #require(try server.mails.first { $0["headers"]?["Subject"] == subject })
                    #expect(mail["headers"]?["Content-Language"] == "fr")
                    let parts = try #require(mail["parts"]?.elements)
                    #expect(parts[0]["text"]?.text?.hasPrefix("Bonjour Paul Patient,\n\n\(message)\n") == true)
                    #expect(parts[1]["text"]?.text?.contains(#"<html lang="fr" dir="ltr">"#) == true)
                    #expect(parts[2]["text"]?.text?.contains("SUMMARY:Rendez-vous avec Dr Dora Doctor") == true)
                }
            }
        }

        private func verify(_ person: API.Person, _ stack: Stack, _ api: API) async throws {
            let session = try await stack.session(.auth, on: api.loop)
            defer { session.close() }
            try await session.execute(script: "UPDATE users SET email_verified = true WHERE id = '\(person.id)'")
        }

        /// Until then deliveries do not wait: they are in English.
        private func heardOf(_ person: API.Person, _ stack: Stack, _ api: API) async throws {
            let session = try await stack.session(.notification, on: api.loop)
            defer { session.close() }
            let known = Statement("known", "SELECT FROM languages WHERE user_id = '\(person.id)' AND language IS NOT NULL")
            try await api.eventually { try await !session.query(known, []).isEmpty }
        }
    }
}
