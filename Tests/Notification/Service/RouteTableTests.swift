import Contracts
import CoreHTTP
import HTTPWire
import TestSupport
import Testing

@testable import NotificationService

@Suite("Role × route of notification") struct RouteTableTests {
    @Test("the codes of problems are those of the contract, with the same status")
    func codes() {
        #expect(ProblemTable.violations(of: ProblemCode.all, against: APIContract.of("notification")) == [])
    }

    @Test("every route admits whom the table names, refuses everybody else, and has a row")
    func table() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let violations = try await RouteRule.violations(of: replica.router.routes, against: RouteTable.notification) {
                    method, path, caller in
                    // A service's token means nothing here: nothing in this daemon is internal.
                    var fields = HTTPFields()
                    if let role = Role(rawValue: caller.rawValue) {
                        fields.append("Authorization", "Bearer \(replica.token(of: .random(), role: role))")
                    }
                    let body = Array((method == .put ? "{}" : "").utf8)
                    let request = Request(
                        RequestHead(method: method, path: path, fields: fields), body: body, trace: TraceContext(random: { 1 }))
                    let answer = await replica.router.respond(to: request)
                    return RouteRule.Verdict(answer)
                }
                #expect(violations == [])
            }
        }
    }
}
