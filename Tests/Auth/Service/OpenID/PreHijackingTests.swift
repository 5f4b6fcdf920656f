import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import TestSupport
import Testing

@testable import AuthService

/// Somebody registers another's address and waits until its owner comes (Sudhodanan and Paverd, "Pre-hijacking Attacks on Web User
/// Accounts", 2022).
@Suite("Who registered an address that is not theirs is out when its owner comes", .timeLimit(.minutes(2))) struct PreHijackingTests
{
    @Test("password, sessions, second factors, half a sign-in and links: none of them lets the first one in again")
    func linked() async throws {
        try await IdentityProvider.use { provider in
            let listed = #"{"id":"one","name":"One","issuer":"\#(provider.issuer)","clientId":"clinic","clientSecret":"s"}"#
            try await withAuth(["OIDC_PROVIDERS": "[\(listed)]"]) { auth in
                let vectors = try PasskeyVectors()
                let browser = ProviderBrowser(auth: auth, provider: provider, path: "/api/auth/providers/one")
                let first = try await auth.person("owner@example.com")
                try await auth.giveOutChallenge(to: first.userID)
                let registered = await auth.call(
                    .post, "/api/auth/factors/passkeys", as: first, body: try vectors.registration("es256"))
                let passkey = try #require(
                    await auth.call(.get, "/api/auth/factors", as: Person(registered))["passkeys"]?.elements?.first?["id"]?.text)
                let (_, attacker, _) = try await auth.addApp(try Person(registered))
                let codes = registered["recoveryCodes"]?.elements?.compactMap(\.text) ?? []
                let half = await auth.firstStep("owner@example.com")
                _ = try await auth.pool.query(
                    ProviderStatements.keep,
                    [.id(try attacker.userID), .text("https://other.example"), .text("attacker"), .instant(auth.now)])

                let claims: JSONValue = ["email": "owner@example.com", "email_verified": true]
                let owner = try await browser.signIn("owner", claims)
                #expect(owner.location.hasSuffix("/?signInNotice=password_removed"))
                #expect(try auth.claims(owner.accessCookie).userID == (try attacker.userID))

                #expect(await auth.profile(attacker.access).code == "session_revoked")
                #expect(await auth.refresh(attacker.refresh).code == "session_revoked")
                #expect(await auth.logIn("owner@example.com").status == 401)
                for proof in [#""recoveryCode":"\#(codes[0])""#, #""totp":"123456""#] {
                    #expect(await auth.secondStep(half, proof).status == 401)
                }
                try await auth.giveOutChallenge()
                let alone = await auth.send(
                    .post, "/api/auth/login/passkey", body: "{\(try vectors.assertion("es256", id: passkey, handle: attacker.id))}")
                #expect(alone.status == 401)
                let profile = await auth.profile(owner.accessCookie)
                #expect(profile["secondFactor"] == false && profile["hasPassword"] == false)
                try await leftovers(of: attacker, auth)
            }
        }
    }

    /// Whatever hangs on the account: tables that come later are held to it too.
    private func leftovers(of attacker: Person, _ auth: AuthFixture) async throws {
        let tables = try await auth.pool.query(
            Statement(
                "tables_of_users",
                """
                SELECT conrelid::regclass::text, attname::text FROM pg_constraint
                JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                WHERE contype = 'f' AND confrelid = 'users'::regclass
                """)
        ).map { (try $0.text(0), try $0.text(1)) }
        #expect(tables.contains { $0.0 == "passkeys" } && tables.contains { $0.0 == "recovery_codes" })
        let left = ["sessions": "revoked_at IS NULL", "provider_links": "true", "user_changes": "true"]
        for (table, column) in tables {
            let condition = left[table] ?? "true"
            let expected = left[table] == nil ? 0 : 1
            try await auth.expect(
                expected, from: "SELECT count(*) FROM \(table) WHERE \(column) = $1 AND \(condition)", [.id(try attacker.userID)])
        }
        // Addresses of calendars that were handed out before are void.
        try await auth.expect(1, from: "SELECT count(*) FROM users WHERE standing_since IS NOT NULL AND password IS NULL")
    }
}
