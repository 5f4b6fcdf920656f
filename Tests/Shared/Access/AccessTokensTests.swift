import Access
import Basics
import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL
import Testing

@Suite("Access tokens") struct AccessTokensTests {
    private let now = Instant(seconds: 1_800_000_000)
    private let user = UserID(UUIDValue(v7: 1, random: (2, 3)))

    private func key(_ byte: UInt8) throws -> HMACSHA256 { try HMACSHA256(key: [UInt8](repeating: byte, count: 32)) }

    private func claims(role: Role = .patient, expiresIn seconds: Int64 = 900) -> TokenClaims {
        TokenClaims(
            userID: user, expiresAt: now.adding(seconds: seconds), issuedAt: now,
            tokenID: TokenID(UUIDValue(v7: 1, random: (4, 5))),
            sessionID: SessionID(UUIDValue(v7: 1, random: (6, 7))), role: role, name: "Ada \"O'Hara\" Żółć")
    }

    @Test("what was signed is read back")
    func roundTrip() throws {
        let tokens = AccessTokens(key: try key(1))
        let claims = claims()
        #expect(try tokens.verify(Array(tokens.sign(claims).utf8), now: now) == claims)
    }

    @Test("a token expires, 30 s of clock skew granted")
    func expiry() throws {
        let tokens = AccessTokens(key: try key(1))
        let token = Array(tokens.sign(claims()).utf8)
        #expect(throws: Never.self) { try tokens.verify(token, now: now.adding(seconds: 929)) }
        #expect(throws: AccessTokens.Failure.expired) { try tokens.verify(token, now: now.adding(seconds: 930)) }
        #expect(throws: AccessTokens.Failure.invalid) { try tokens.verify(token, now: now.adding(seconds: -31)) }
    }

    @Test("no single changed bit of a token passes")
    func tampering() throws {
        let tokens = AccessTokens(key: try key(1))
        let token = Array(tokens.sign(claims()).utf8)
        for i in token.indices {
            var changed = token
            changed[i] ^= 1
            #expect(throws: AccessTokens.Failure.invalid) { try tokens.verify(changed, now: now) }
        }
        for end in token.indices {
            #expect(throws: AccessTokens.Failure.invalid) { try tokens.verify(Array(token[..<end]), now: now) }
        }
    }

    @Test("a token of another key, another algorithm, or another kind is refused; one of the previous key passes")
    func foreign() throws {
        let mine = AccessTokens(key: try key(1), previousKey: try key(2))
        let token = Array(AccessTokens(key: try key(3)).sign(claims()).utf8)
        #expect(throws: AccessTokens.Failure.invalid) { try mine.verify(token, now: now) }
        #expect(throws: Never.self) { try mine.verify(Array(AccessTokens(key: try key(2)).sign(claims()).utf8), now: now) }
        let service = ServiceTokens(key: try key(1)).sign(
            ServiceClaims(caller: .appointment, issuedAt: now, tokenID: claims().tokenID))
        #expect(throws: AccessTokens.Failure.invalid) { try mine.verify(Array(service.utf8), now: now) }
        let payload = mine.sign(claims()).split(separator: ".")[1]
        let none = Base64URL.encode(Array(#"{"alg":"none","typ":"at+jwt"}"#.utf8)) + "." + payload + "."
        #expect(throws: AccessTokens.Failure.invalid) { try mine.verify(Array(none.utf8), now: now) }
    }

    @Test("a service token names its caller while it lives, and an access token is none")
    func services() throws {
        let tokens = ServiceTokens(key: try key(1))
        let token = Array(tokens.sign(ServiceClaims(caller: .appointment, issuedAt: now, tokenID: claims().tokenID)).utf8)
        #expect(tokens.caller(token, now: now) == .appointment)
        #expect(tokens.caller(token, now: now.adding(seconds: 90)) == nil)
        #expect(tokens.caller(Array(AccessTokens(key: try key(1)).sign(claims()).utf8), now: now) == nil)
    }

    @Test("the bearer token goes before the cookie; without one, or with a bad one, the answer is 401 with a challenge")
    func authenticator() throws {
        let tokens = AccessTokens(key: try key(1))
        let clock = now
        let authenticator = Authenticator(tokens, revoked: RevokedSessions(now: { clock }), now: { clock })
        let patient = tokens.sign(claims())
        let doctor = tokens.sign(claims(role: .doctor))
        func principal(_ fields: HTTPFields) throws -> Principal {
            let head = RequestHead(method: .get, path: "/", fields: fields)
            return try authenticator.principal(of: Request(head, trace: TraceContext(random: { 1 })))
        }
        #expect(try principal(["Authorization": "bearer \(doctor)", "Cookie": "accessToken=\(patient)"]).role == .doctor)
        #expect(try principal(["Cookie": "a=b; accessToken=\(patient)"]).role == .patient)
        #expect(try principal(["Cookie": "accessToken=\(patient)"]).name == "Ada \"O'Hara\" Żółć")  // from the cache
        for fields in [[:], ["Authorization": "Basic abc"], ["Authorization": "Bearer abc"], ["Cookie": "accessToken=\(patient)x"]]
            as [HTTPFields]
        {
            let problem = try #require(throws: Problem.self) { try principal(fields) }
            #expect(problem.status == .unauthorized && problem.fields["WWW-Authenticate"] != nil)
        }
    }

    @Test("a role that may not is 403")
    func permissions() throws {
        let principal = Principal(userID: user, role: .patient, name: "A", sessionID: claims().sessionID, expiresAt: now)
        #expect(throws: Never.self) { try principal.require(.patient, .admin) }
        #expect(try #require(throws: Problem.self) { try principal.require(.doctor) }.status == .forbidden)
    }
}
