package import Contracts
package import CoreHTTP

/// The permission checks of all services, in one place so that they can be audited.
extension Principal {
    /// 403 unless the role is one of `roles`.
    package func require(_ roles: Role...) throws(Problem) { try require(roles) }

    package func require(_ roles: [Role]) throws(Problem) {
        guard roles.contains(role) else {
            let allowed = roles.map(\.rawValue).joined(separator: " or ")
            throw Problem(.forbidden, "This takes the role \(allowed); you are \(role.rawValue).")
        }
    }
}

extension Authenticator {
    /// Who makes the request; 401 when nobody is known, 403 unless the role is one of `roles`.
    package func principal(of request: Request, being roles: Role...) throws(Problem) -> Principal {
        let principal = try principal(of: request)
        try principal.require(roles)
        return principal
    }
}

extension ServiceTokens {
    /// 401 unless the request carries a service token.
    package func requireService(_ request: Request, now: Instant) throws(Problem) -> ServiceName {
        guard let caller = request.bearerToken.flatMap({ caller($0, now: now) }) else {
            throw Problem(.unauthenticated, "This path is for services only.").with(field: "WWW-Authenticate", "Bearer")
        }
        return caller
    }
}
