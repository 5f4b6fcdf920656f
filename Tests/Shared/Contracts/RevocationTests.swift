import Contracts
import Testing

@Suite("Revocations as the sorted set has them") struct RevocationTests {
    private let revocation = Revocation(
        sessionID: SessionID(UUIDValue(high: 1, low: 2)), userID: UserID(UUIDValue(high: 3, low: 4)),
        until: Instant(seconds: 1_796_000_930))

    @Test("a member is read back") func member() {
        #expect(Revocation(member: revocation.member, until: 1_796_000_930) == revocation)
    }

    @Test("what has not exactly a session and a user is none") func others() {
        let member = revocation.member
        let (session, user) = ("\(revocation.sessionID)", "\(revocation.userID)")
        for wrong in [
            "", ":", session, "\(session):", ":\(user)", "\(member):", "\(member):\(user)", ":\(member)", "x:\(user)",
            "\(session):x",
        ] {
            #expect(Revocation(member: wrong, until: 1) == nil, "\(wrong)")
        }
    }
}
