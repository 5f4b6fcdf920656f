package import Contracts
package import CoreHTTP
import Glibc

/// Finds out who makes a request: `Authorization: Bearer` before the cookie `accessToken`. One per loop: it remembers the tokens it
/// has verified, so that a signature is checked once a loop and not once a request, and it asks `revoked` each time.
package final class Authenticator {
    private let tokens: AccessTokens
    private let revoked: RevokedSessions
    private let now: () -> Instant
    private var verified: [Token: TokenClaims] = [:]
    private let capacity: Int

    /// `capacity`: tokens remembered; when it is full, all are forgotten and verified again.
    package init(_ tokens: AccessTokens, revoked: RevokedSessions, now: @escaping () -> Instant, capacity: Int = 8_192) {
        self.tokens = tokens
        self.revoked = revoked
        self.now = now
        self.capacity = capacity
    }

    /// Throws 401 `unauthenticated` without a token or with one that is not ours, 401 `token_expired`, 401 `session_revoked`.
    package func principal(of request: Request) throws(Problem) -> Principal {
        guard let token = Self.token(of: request) else {
            throw Self.challenge(
                .unauthenticated, "Send an access token, as a Bearer token or in the cookie \(CookieNames.accessToken).")
        }
        return try principal(token: token)
    }

    package func principal(token: [UInt8]) throws(Problem) -> Principal {
        let claims = try claims(token)
        guard !revoked.contains(claims.sessionID) else { throw Self.sessionRevoked }
        return Principal(claims)
    }

    /// 401 for a session that has been ended, whatever its tokens say.
    package static var sessionRevoked: Problem { challenge(.sessionRevoked, "This session has been ended; sign in again.") }

    /// Hashed by its end, which in those that are kept is a signature of ours and as good as random.
    private struct Token: Hashable {
        let bytes: [UInt8]

        /// At once: an array compares byte by byte.
        static func == (left: Token, right: Token) -> Bool {
            unsafe left.bytes.withUnsafeBytes { left in
                unsafe right.bytes.withUnsafeBytes { right in
                    guard left.count == right.count, let start = left.baseAddress, let other = right.baseAddress else {
                        return left.count == right.count
                    }
                    return unsafe memcmp(start, other, left.count) == 0
                }
            }
        }

        func hash(into hasher: inout Hasher) {
            unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.suffix(16))) }
        }
    }

    private func claims(_ bytes: [UInt8]) throws(Problem) -> TokenClaims {
        let now = now()
        let token = Token(bytes: bytes)
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

    private static func token(of request: Request) -> [UInt8]? {
        request.bearerToken ?? request.cookieOctets("accessToken")
    }

    /// RFC 6750 section 3: a 401 names the scheme that would do.
    private static func challenge(_ code: ProblemCode, _ detail: String) -> Problem {
        let error = code == .unauthenticated ? "Bearer" : #"Bearer error="invalid_token""#
        return Problem(code, detail).with(field: "WWW-Authenticate", error)
    }
}
