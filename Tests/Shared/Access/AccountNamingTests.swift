import Access
import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL
import Reactor
import Testing

@Suite("Whose answer it is") struct AccountNamingTests {
    private static let mine = UserID(UUIDValue(v7: 1, random: (1, 1)))
    private static let another = UserID(UUIDValue(v7: 1, random: (1, 2)))
    private static let now = Instant(seconds: 1_800_000_000)

    private let tokens: AccessTokens
    private let naming: AccountNaming

    init() throws {
        tokens = AccessTokens(key: try HMACSHA256(key: [UInt8](repeating: 1, count: 32)))
        naming = AccountNaming(Authenticator(tokens, revoked: RevokedSessions(now: { Self.now }), now: { Self.now }))
    }

    private func token(of user: UserID, lasting seconds: Int64 = 900) -> String {
        tokens.sign(
            TokenClaims(
                userID: user, expiresAt: Self.now.adding(seconds: seconds), issuedAt: Self.now,
                tokenID: TokenID(UUIDValue(v7: 1, random: (4, 5))), sessionID: SessionID(UUIDValue(v7: 1, random: (7, 1))),
                role: .patient, name: "A B"))
    }

    private func request(_ fields: HTTPFields) -> Request {
        Request(RequestHead(method: .get, path: "/", query: nil, fields: fields), trace: TraceContext(random: { 1 }))
    }

    /// Whose token a request carries in each way that there is: nil where it carries none that counts.
    private func credentials() -> [(HTTPFields, UserID?)] {
        [
            ([:], nil),
            (["cookie": "accessToken=\(token(of: Self.mine))"], Self.mine),
            (["cookie": "accessToken=\(token(of: Self.another))"], Self.another),
            (["authorization": "Bearer \(token(of: Self.mine))"], Self.mine),
            (["authorization": "Bearer \(token(of: Self.mine))", "cookie": "accessToken=\(token(of: Self.another))"], Self.mine),
            (["cookie": "accessToken=\(token(of: Self.another, lasting: -900))"], nil),
            (["cookie": "accessToken=none.of.ours"], nil),
        ]
    }

    @Test("a request that names an account is passed on with that account's token alone, or with none, which its route refuses")
    func refusal() throws {
        for (fields, account) in credentials() {
            for named in [nil, Self.mine.description, Self.another.description, "nobody", ""] {
                var all = fields
                if let named { all.append("account-id", named) }
                var refused: Problem?
                do { #expect(try naming.enter(request(all)) == nil) } catch let error as Problem { refused = error }
                let isOther = account != nil && named != nil && named != account?.description
                #expect(refused?.code == (isOther ? .otherAccount : nil), "\(all)")
                #expect(!isOther || (refused?.status == .unauthorized && refused?.fields["Account-ID"] == account?.description))
            }
        }
    }

    @Test("every answer to a token that counts names its account, but one that sets cookies")
    func names() {
        for (fields, account) in credentials() {
            var answer = Response(.ok)
            naming.leave(request(fields), &answer, since: MonotonicTime.read())
            #expect(answer.fields["Account-ID"] == account?.description, "\(fields)")
            var signIn = Response(.ok)
            signIn.fields.append("Set-Cookie", "accessToken=x")
            naming.leave(request(fields), &signIn, since: MonotonicTime.read())
            #expect(signIn.fields["Account-ID"] == nil)
        }
    }
}
