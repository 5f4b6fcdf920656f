import Access
import Contracts
import CoreHTTP
import HTTPWire

/// Records what was refused to somebody who is signed in: not allowed, not theirs, or changed meanwhile. It stands within the limits of
/// requests: an attempt costs whoever makes it, and none that is answered 429 is recorded.
struct RefusalAudit: Middleware {
    let policy: AuditPolicy
    let log: AuditLog
    let authenticator: Authenticator

    private static let refusals: Set = [403, 404, 409, 412]

    func respond(to request: Request, next: Next) async throws -> Response {
        let response = await next(request)
        if Self.refusals.contains(response.status.code), let event = policy.event(of: request.route),
            let person = try? authenticator.principal(of: request)
        {
            let object = request.parameters["id"].flatMap { UUIDValue($0) }.map { AuditObject($0) }
            log.refused(event, by: Act(person, request, purpose: policy.purpose(person.role)), object)
        }
        return response
    }
}
