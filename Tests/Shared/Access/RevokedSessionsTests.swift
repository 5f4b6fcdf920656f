import Access
import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL
import Testing

@Suite("Revoked sessions") struct RevokedSessionsTests {
    private final class Clock { var now = Instant(seconds: 1_800_000_000) }

    private func revocation(_ number: UInt64, until: Instant) -> Revocation {
        Revocation(
            sessionID: SessionID(UUIDValue(v7: 1, random: (7, number))), userID: UserID(UUIDValue(v7: 1, random: (1, 2))),
            until: until)
    }

    @Test("a token of a revoked session is refused at once, remembered as it may be, and those of others are not")
    func refusal() throws {
        let clock = Clock()
        let revoked = RevokedSessions(now: { clock.now })
        let tokens = AccessTokens(key: try HMACSHA256(key: [UInt8](repeating: 1, count: 32)))
        let authenticator = Authenticator(tokens, revoked: revoked, now: { clock.now })
        func token(_ session: SessionID) -> [UInt8] {
            let claims = TokenClaims(
                userID: UserID(UUIDValue(v7: 1, random: (1, 2))), expiresAt: clock.now.adding(seconds: 900), issuedAt: clock.now,
                tokenID: TokenID(UUIDValue(v7: 1, random: (4, 5))), sessionID: session, role: .patient, name: "A B")
            return Array(tokens.sign(claims).utf8)
        }
        let ended = revocation(1, until: clock.now.adding(seconds: 931))
        let mine = token(ended.sessionID)
        let other = token(revocation(2, until: clock.now).sessionID)
        #expect(throws: Never.self) { try authenticator.principal(token: mine) }
        revoked.add([ended])
        let problem = try #require(throws: Problem.self) { try authenticator.principal(token: mine) }
        #expect(problem.status == .unauthorized && problem.code == .sessionRevoked)
        #expect(problem.fields["WWW-Authenticate"] == #"Bearer error="invalid_token""#)
        #expect(throws: Never.self) { try authenticator.principal(token: other) }
    }

    @Test("observers hear of each session once; what has ended already is not kept")
    func observers() {
        let clock = Clock()
        let revoked = RevokedSessions(now: { clock.now })
        var heard: [Revocation] = []
        revoked.onRevoked { heard.append($0) }
        let first = revocation(1, until: clock.now.adding(seconds: 10))
        let second = revocation(2, until: clock.now.adding(seconds: 20))
        revoked.add([first, first])
        revoked.add([second, first])
        revoked.add([revocation(3, until: clock.now)])
        #expect(heard == [first, second])
        #expect(revoked.count == 2)
    }

    @Test("nothing is forgotten before its end, and what has ended makes room")
    func pruning() {
        let clock = Clock()
        let revoked = RevokedSessions(now: { clock.now })
        var last: [Revocation] = []
        for round in 0..<20 as Range<UInt64> {
            last = (0..<1_000).map { revocation(round * 1_000 + $0, until: clock.now.adding(seconds: 900)) }
            for one in last { revoked.add([one]) }
            #expect(last.allSatisfy { revoked.contains($0.sessionID) }, "round \(round)")
            clock.now = clock.now.adding(seconds: 450)
        }
        #expect(last.allSatisfy { revoked.contains($0.sessionID) })
        #expect(revoked.count < 5_000)
    }

    @Test("messages and members of the set are read back, and what is none of ours is not")
    func messages() {
        let until = Instant(seconds: 1_800_000_930)
        for message in [.reload, .revoked([]), .revoked([revocation(1, until: until), revocation(2, until: until)])]
            as [RevocationMessage]
        {
            #expect(RevocationMessage(message.payload) == message)
        }
        for text in ["", "{}", "[]", #"{"reload":false}"#, #"{"revoked":[{"sessionId":"1","userId":"2","until":3}]}"#] {
            #expect(RevocationMessage(Array(text.utf8)) == nil, "\(text)")
        }
        let one = revocation(1, until: until)
        #expect(Revocation(member: one.member, until: until.seconds) == one)
        for member in ["", ":", one.sessionID.description, "\(one.member):", "x:\(one.userID)"] {
            #expect(Revocation(member: member, until: 1) == nil, "\(member)")
        }
    }

    @Test("a changed user is read back")
    func userChange() {
        for since in [nil, Instant(milliseconds: 1_796_000_000_123)] {
            let change = UserChange(
                id: UserID(UUIDValue(v7: 1, random: (1, 2))), version: 7, name: "Ada \"O'Hara\" Żółć", role: .doctor, active: false,
                since: since, language: since.map { _ in .arabic })
            #expect(UserChange(payload: change.payload) == change)
        }
        let id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
        let older = #"{"id":"\#(id)","version":1,"name":"A","role":"DOCTOR","active":true,"since":null}"#
        #expect(UserChange(payload: Array(older.utf8)).map { $0.language == nil } == true)
        let broken = #"{"id":"\#(id)","version":1,"name":"A","role":"DOCTOR","active":true,"since":"soon"}"#
        #expect(UserChange(payload: Array(broken.utf8)) == nil)
        #expect(UserChange(payload: Array(#"{"id":"1"}"#.utf8)) == nil)
    }
}
