import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AuthService

/// Somebody who is signed in, with the tokens a client holds.
struct Person: Sendable {
    let id: String
    let email: String
    let access: String
    let refresh: String

    init(_ answer: Answer, at place: SourceLocation = #_sourceLocation) throws {
        id = try #require(answer["user"]?["id"]?.text, "\(answer.text)", sourceLocation: place)
        email = try #require(answer["user"]?["email"]?.text, sourceLocation: place)
        access = answer.token
        refresh = answer.refreshToken
    }

    var userID: UserID { get throws { try #require(UserID(id)) } }
}

extension Answer {
    /// From its cookie.
    var refreshToken: String { cookie("refreshToken").first ?? "" }
    /// Both cookies are taken away.
    var forgetsTokens: Bool {
        ["accessToken", "refreshToken"].allSatisfy { name in
            fields.all("Set-Cookie").contains { $0.hasPrefix("\(name)=; ") && $0.contains("; Max-Age=0;") }
        }
    }
}

extension AuthFixture {
    func person(_ email: String, role: String = "PATIENT", fields: HTTPFields = [:]) async throws -> Person {
        try Person(await register(email, role: role, fields: fields))
    }

    /// As `auth create-admin` leaves him, signed in.
    func admin(_ email: String = "root@example.com") async throws -> Person { try await staff(email, role: .admin) }

    /// Of a role that nobody can register with.
    func staff(_ email: String, role: Role) async throws -> Person {
        _ = await register(email)
        _ = try await pool.query(
            Statement("make_staff", "UPDATE users SET role = $2 WHERE email = $1"), [.text(email), .text(role.rawValue)])
        return try Person(await logIn(email))
    }

    /// A request of somebody who is signed in.
    func call(
        _ method: HTTPMethod, _ path: String, as person: Person, query: String? = nil, body: String? = nil, fields: HTTPFields = [:]
    ) async -> Answer {
        var fields = fields
        fields.append("Authorization", "Bearer \(person.access)")
        return await send(method, path, query: query, body: body, fields: fields)
    }

    /// By cookie.
    func refresh(_ token: String, fields: HTTPFields = [:]) async -> Answer {
        var fields = fields
        fields.append("Cookie", "refreshToken=\(token)")
        return await send(.post, "/api/auth/refresh", fields: fields)
    }

    /// The types of the events recorded, oldest first, and their rows as text.
    func recorded() async throws -> (types: [String], text: String) {
        let rows = try await pool.query(
            Statement("recorded", "SELECT type, auth_events::text FROM auth_events ORDER BY ctid"))
        return (try rows.map { try $0.text(0) }, try rows.map { try $0.text(1) }.joined(separator: "\n"))
    }
}
