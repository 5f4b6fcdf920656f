import AuthDomain
import Contracts
import CoreHTTP
import HTTPWire
import Mail
import Testing

@testable import AuthService

/// A letter as it would be sent.
struct TestLetter {
    let address: String
    let text: EmailText

    /// What stands behind `name` in its link.
    func token(_ name: String) -> String? {
        text.body.split(separator: "\n").first { $0.contains("/link#\(name)=") }?.split(separator: "=").last.map(String.init)
    }
}

extension AuthFixture {
    static let mail = ["SMTP_URL": "smtp://127.0.0.1:1", "EMAIL_FROM": "noreply@clinic.example"]

    /// Takes all letters out of the queue and words them as the mailer would; those withheld are left out.
    func sent() async throws -> [TestLetter] {
        var found: [TestLetter] = []
        while let mail = try await letters.queue.claim(for: .seconds(300)) {
            if !mail.isOvertaken, case .ready(let address, let text) = await letters.draft(mail) {
                found.append(TestLetter(address: address, text: text))
            }
            try await letters.queue.remove(mail.id)
        }
        return found
    }

    /// The only letter with such a link.
    func link(_ name: String, at place: SourceLocation = #_sourceLocation) async throws -> String {
        let tokens = try await sent().compactMap { $0.token(name) }
        #expect(tokens.count == 1, sourceLocation: place)
        return try #require(tokens.first, sourceLocation: place)
    }

    /// Asks for a new password; the cookie of the browser that did.
    func forget(_ email: String) async -> String {
        let answer = await send(.post, "/api/auth/password-reset", body: #"{"email":"\#(email)"}"#)
        #expect(answer.status == 202, "\(answer.text)")
        return answer.cookie("recovery").first ?? ""
    }

    func setPassword(_ token: String, cookie: String?, to password: String = "another horse", _ more: String = "") async -> Answer {
        await send(
            .post, "/api/auth/password-reset/confirm", body: #"{"token":"\#(token)","newPassword":"\#(password)"\#(more)}"#,
            fields: cookie.map { ["Cookie": "recovery=\($0)"] } ?? [:])
    }
}
