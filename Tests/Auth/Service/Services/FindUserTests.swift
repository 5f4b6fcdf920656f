import Contracts
import CoreHTTP
import HTTPWire
import Testing

@testable import AuthService

@Suite("GET /internal/users") struct FindUserTests {
    @Test("a service is told whose account has a whole address, in any case, and nothing for anything else")
    func find() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann+a@example.com")
            let fields: HTTPFields = ["Authorization": "Bearer \(try auth.serviceToken())"]
            func find(_ query: String?) async -> Answer {
                await auth.send(.get, "/internal/users", query: query, fields: fields)
            }
            for email in ["ann%2Ba@example.com", "ANN%2Ba%40Example.com"] {
                let found = await find("email=\(email)")
                #expect(found.status == 200 && found["id"]?.text == ann.id && found["role"] == "PATIENT", "\(found.text)")
            }
            for email in ["ann@example.com", "ann%2Ba@example.co", "nn%2Ba@example.com", "%25@example.com"] {
                #expect(await find("email=\(email)").status == 404, "\(email)")
            }
            for query in [nil, "email=", "email=ann", "name=ann", "email=a@example.com&email=b@example.com"] {
                let answer = await find(query)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query ?? "") \(answer.text)")
            }
            let admin = try await auth.admin()
            #expect(await auth.call(.get, "/internal/users", as: admin, query: "email=ann%2Ba@example.com").status == 401)
        }
    }
}
