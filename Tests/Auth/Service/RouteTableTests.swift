import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import TestSupport
import Testing

@testable import AuthService

@Suite("Role × route of auth") struct RouteTableTests {
    @Test("the codes of problems are those of the contract, with the same status")
    func codes() {
        #expect(ProblemTable.violations(of: ProblemCode.all, against: APIContract.of("auth")) == [])
    }

    @Test("every route admits whom the table names, refuses everybody else, and has a row")
    func table() async throws {
        try await withAuth { auth in
            let violations = try await RouteRule.violations(of: auth.router.routes, against: RouteTable.auth) {
                method, path, caller in
                var fields = HTTPFields()
                if let token = try await Self.token(of: caller, auth) { fields.append("Authorization", "Bearer \(token)") }
                let body = [.post, .patch, .put].contains(method) ? "{}" : nil
                let answer = await auth.send(method, path, body: body, fields: fields)
                return RouteRule.Verdict(status: answer.status, code: answer.code)
            }
            #expect(violations == [])
        }
    }

    /// A session of its own for each call: some of the routes end it.
    private static func token(of caller: Caller, _ auth: AuthFixture) async throws -> String? {
        switch caller {
        case .anonymous: nil
        case .service: try auth.serviceToken()
        case .desk: try await auth.staff("\(caller)-\(auth.app.service.ids.next() as UserID)@example.com", role: .desk).access
        case .admin: try await auth.admin("\(caller)-\(auth.app.service.ids.next() as UserID)@example.com").access
        case .patient, .doctor:
            try await auth.person("\(caller)-\(auth.app.service.ids.next() as UserID)@example.com", role: caller.rawValue).access
        }
    }
}
