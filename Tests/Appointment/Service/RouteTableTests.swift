import Contracts
import CoreHTTP
import HTTPWire
import TestSupport
import Testing

@testable import AppointmentService

@Suite("Role × route of appointment") struct RouteTableTests {
    @Test("the codes of problems are those of the contract, with the same status")
    func codes() {
        #expect(ProblemTable.violations(of: ProblemCode.all, against: APIContract.of("appointment")) == [])
    }

    @Test("every route admits whom the table names, refuses everybody else, and has a row")
    func table() async throws {
        try await Clinic.open { clinic in
            let violations = try await RouteRule.violations(of: clinic.router.routes, against: RouteTable.appointment) {
                method, path, caller in
                let token =
                    switch caller {
                    case .anonymous: nil as String?
                    case .service: try clinic.serviceToken()
                    case .patient, .doctor, .desk, .admin: try clinic.person(#require(Role(rawValue: caller.rawValue))).token
                    }
                let body = [.post, .put, .patch].contains(method) ? "{}" : nil
                let answer = await clinic.send(method, path, token: token, body: body)
                return RouteRule.Verdict(status: answer.status, code: answer.code)
            }
            #expect(violations == [])
        }
    }
}
