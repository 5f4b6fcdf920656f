import AuthDomain
import Contracts
import CoreHTTP
import HTTPWire
import Testing

@testable import AuthService

/// An invitation as its admin has it.
struct TestInvitation {
    let id: String
    let token: String
}

extension AuthFixture {
    /// By the link that the admin hands over; with mail by the mail's.
    func invite(
        _ email: String, as role: Role, by admin: Person, delivery: Invitation.Delivery = .link,
        at place: SourceLocation = #_sourceLocation
    ) async throws -> TestInvitation {
        let special = role == .doctor ? #","specialization":"Cardiology""# : ""
        let answer = await call(
            .post, "/api/auth/invitations", as: admin,
            body: """
                {"email":"\(email)","role":"\(role.rawValue)","firstName":"Greg","lastName":"House","delivery":"\(delivery.rawValue)"\(special)}
                """)
        #expect(answer.status == 201, "\(answer.text)", sourceLocation: place)
        let id = try #require(answer["id"]?.text, sourceLocation: place)
        guard delivery == .link else { return TestInvitation(id: id, token: try await link("invite", at: place)) }
        return TestInvitation(id: id, token: try Self.token(answer, at: place))
    }

    /// What stands in the link of an answer.
    static func token(_ answer: Answer, at place: SourceLocation = #_sourceLocation) throws -> String {
        let link = try #require(answer["link"]?.text, "\(answer.text)", sourceLocation: place)
        #expect(link.contains("/link#invite="), sourceLocation: place)
        return try #require(link.split(separator: "=").last.map(String.init), sourceLocation: place)
    }

    func accept(_ token: String, password: String = "correct horse") async -> Answer {
        await send(
            .post, "/api/auth/invitations/accept",
            body: #"{"token":"\#(token)","password":"\#(password)","firstName":"Gregory","lastName":"House","language":"de"}"#)
    }

    func showInvitation(_ token: String) async -> Answer {
        await send(.post, "/api/auth/invitations/show", body: #"{"token":"\#(token)"}"#)
    }

    func consent(_ token: String, as person: Person) async -> Answer {
        await call(.post, "/api/auth/invitations/consent", as: person, body: #"{"token":"\#(token)"}"#)
    }

    /// The names in the directory.
    func directory(as person: Person) async -> [String] {
        let answer = await call(.get, "/api/auth/doctors", as: person)
        return answer["doctors"]?.elements?.compactMap { $0["id"]?.text } ?? []
    }

    /// Another one.
    func altered(_ token: String) -> String { (token.hasPrefix("A") ? "B" : "A") + token.dropFirst() }
}
