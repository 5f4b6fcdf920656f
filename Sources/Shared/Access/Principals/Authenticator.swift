import Basics
package import Contracts
package import CoreHTTP

/// Finds out who makes a request: `Authorization: Bearer` before the access token's cookie. One per loop: it remembers the tokens it
/// has verified, so that a signature is checked once a loop and not once a request, and it asks `revoked` each time.
package final class Authenticator {
    private let tokens: AccessTokens
    private let revoked: RevokedSessions
    private let now: () -> Instant
    private let cookies: CookieNames
    private var verified: [OctetKey: TokenClaims] = [:]
    private let capacity: Int

    /// `capacity`: tokens remembered; when it is full, all are dropped and verified again.
    package init(
        _ tokens: AccessTokens, revoked: RevokedSessions, cookies: CookieNames = .plain, now: @escaping () -> Instant,
        capacity: Int = 8_192
    ) {
        self.cookies = cookies
        self.tokens = tokens
        self.revoked = revoked
        self.now = now
        self.capacity = capacity
    }

    /// Throws 401 `unauthenticated` without a token or with one that is not ours, 401 `token_expired`, 401 `session_revoked`, 401
    /// `second_factor_setup_required` for somebody who must set up a second factor first, and 403 `approval_pending` for somebody whom no
    /// admin has approved, unless `settingUpFactor`: the route is about nothing but their own account.
    package func principal(of request: Request, settingUpFactor: Bool = false) throws(Problem) -> Principal {
        guard let token = token(of: request) else {
            throw Self.challenge(
                .unauthenticated, "Send an access token, as a Bearer token or in the cookie \(cookies.accessToken).")
        }
        return try principal(token: token, settingUpFactor: settingUpFactor)
    }

    package func principal(token: [UInt8], settingUpFactor: Bool = false) throws(Problem) -> Principal {
        let claims = try claims(token)
        guard !revoked.contains(claims.sessionID) else { throw Self.sessionRevoked }
        guard settingUpFactor || !claims.awaitsApproval else {
            throw Problem(.approvalPending, "An admin of the clinic has not approved this account.")
        }
        guard settingUpFactor || !claims.mustSetUpFactor else {
            throw Problem(.secondFactorSetupRequired, "Your role takes a second factor: set one up in your account.")
                .with(field: "WWW-Authenticate", #"Bearer error="insufficient_user_authentication", acr_values="mfa""#)
        }
        return Principal(claims)
    }

    /// The principal of a request that needs a recent sign-in: within five minutes. Throws in addition 401
    /// `reauthentication_required` (RFC 9470).
    package func recentPrincipal(of request: Request, settingUpFactor: Bool = false) throws(Problem) -> Principal {
        let principal = try principal(of: request, settingUpFactor: settingUpFactor)
        try requireRecent(principal)
        return principal
    }

    package func requireRecent(_ principal: Principal) throws(Problem) {
        let age = Self.recentSeconds
        guard let since = principal.authenticatedAt, now() <= since.adding(seconds: age) else {
            throw Problem(.reauthenticationRequired, "Show again who you are: POST /api/auth/reauthenticate.")
                .with(field: "WWW-Authenticate", #"Bearer error="insufficient_user_authentication", max_age="\#(age)""#)
        }
    }

    /// How recent a recent sign-in is, in seconds: `max_age` of the challenge.
    package static let recentSeconds: Int64 = 300

    /// Whose token the request carries; nil without a valid one.
    package func account(of request: Request) -> UserID? {
        guard let token = token(of: request) else { return nil }
        return (try? principal(token: token, settingUpFactor: true))?.userID
    }

    /// Whether a token is there, of whatever kind.
    func hasToken(_ request: Request) -> Bool { token(of: request) != nil }

    /// 401 for a request that names one account and carries the token of another.
    package static var otherAccount: Problem {
        challenge(.otherAccount, "The token is of another account than Account-ID names: somebody else has signed in.")
    }

    /// 401 for a session that has been ended.
    package static var sessionRevoked: Problem { challenge(.sessionRevoked, "This session has been ended; sign in again.") }

    private func claims(_ bytes: [UInt8]) throws(Problem) -> TokenClaims {
        let now = now()
        let token = OctetKey(bytes)
        if let claims = verified[token] {
            if now < claims.expiresAt.adding(seconds: AccessTokens.clockSkewSeconds) { return claims }
            verified[token] = nil
        }
        do throws(AccessTokens.Failure) {
            let claims = try tokens.verify(bytes, now: now)
            if verified.count >= capacity { verified.removeAll(keepingCapacity: true) }
            verified[token] = claims
            return claims
        } catch {
            switch error {
            case .invalid: throw Self.challenge(.unauthenticated, "The access token is not valid.")
            case .expired: throw Self.challenge(.tokenExpired, "The access token has expired; refresh it.")
            }
        }
    }

    private func token(of request: Request) -> [UInt8]? {
        request.bearerToken ?? request.cookieOctets(cookies.accessToken)
    }

    /// RFC 6750 section 3: a 401 names the scheme to use.
    private static func challenge(_ code: ProblemCode, _ detail: String) -> Problem {
        let error = code == .unauthenticated ? "Bearer" : #"Bearer error="invalid_token""#
        return Problem(code, detail).with(field: "WWW-Authenticate", error)
    }
}
