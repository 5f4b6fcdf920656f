import Access
import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL
import Testing

@testable import AuthService

@Suite("A change of JWT_SECRET") struct SecretRotationTests {
    private static let new = "c41e9a7d05b86f23e19d4a7c60b8f352"
    private static let old = AuthFixture.environment["JWT_SECRET", default: ""]

    /// What the old secret has signed of the session that `person` is in.
    private func oldToken(of person: Person, _ auth: AuthFixture) throws -> String {
        let claims = try AccessTokens(key: HMACSHA256(key: Array(Self.new.utf8))).verify(Array(person.access.utf8), now: auth.now)
        return AccessTokens(key: try HMACSHA256(key: Array(Self.old.utf8))).sign(claims)
    }

    @Test("signs nobody out while the old one is in JWT_SECRET_PREVIOUS, and new tokens are of the new one")
    func previous() async throws {
        try await withAuth(["JWT_SECRET": Self.new, "JWT_SECRET_PREVIOUS": Self.old]) { auth in
            let ann = try await auth.person("ann@example.com")
            let token = try oldToken(of: ann, auth)
            #expect(await auth.profile(token).status == 200)
            #expect(await auth.profile(ann.access).status == 200)
            _ = await auth.call(.post, "/api/auth/logout", as: ann)
            #expect(await auth.profile(token).code == "session_revoked")
        }
    }

    @Test("without it the old one's tokens are refused")
    func forgotten() async throws {
        try await withAuth(["JWT_SECRET": Self.new]) { auth in
            let ann = try await auth.person("ann@example.com")
            #expect(await auth.profile(try oldToken(of: ann, auth)).code == "unauthenticated")
        }
    }
}
