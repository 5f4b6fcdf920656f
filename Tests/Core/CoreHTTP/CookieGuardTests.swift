import CoreHTTP
import HTTPWire
import TestSupport
import Testing

@Suite("Cookies and where requests come from") struct CookieGuardTests {
    private let router: Router = {
        let router = Router(middleware: [CookieGuard(["a", "token"]), CrossSiteGuard(origins: ["https://clinic.example"])])
        router.on(.get, "/things") { _ in .text("thing") }
        router.on(.post, "/things") { _ in .text("made") }
        return router
    }()

    private func status(_ method: HTTPMethod, _ fields: [(String, String)]) async -> Int {
        var all = HTTPFields()
        for (name, value) in fields { all.append(name, value) }
        let request = Request(RequestHead(method: method, path: "/things", fields: all), trace: TraceContext(random: { 1 }))
        return await router.respond(to: request).status.code
    }

    @Test("a cookie of ours that is there twice is 400: whatever stands between, before and after, in one field or in several")
    func repeated() async {
        let pairs = ["a=1", "a=2", "a=1", "a="]
        let others = ["b=1", "aa=2", "A=3", "xa=1", "a", "c=a=1", "=a", ""]
        for first in pairs {
            for second in pairs {
                for other in others {
                    for separator in ["; ", ";", ";  ", " ;\t"] {
                        for cookies in [[first, second, other], [other, first, second], [first, other, second]] {
                            #expect(await status(.get, [("Cookie", cookies.joined(separator: separator))]) == 400)
                            for parting in 1..<3 {
                                let fields = [cookies[..<parting], cookies[parting...]].map {
                                    ("cookie", $0.joined(separator: separator))
                                }
                                #expect(await status(.get, fields) == 400)
                            }
                        }
                        for cookies in [[first, other], [other, first], [first, other, other], [first, "token=1"]] {
                            #expect(await status(.get, [("Cookie", cookies.joined(separator: separator))]) == 200)
                        }
                    }
                }
            }
        }
        #expect(await status(.get, [("Cookie", "token=1; b=2; token=1")]) == 400)
        #expect(await status(.post, [("Cookie", "b=1; b=2"), ("Cookie", "b=3")]) == 200)
    }

    @Test("a foreign page's request is refused whenever a cookie may be what authenticates it, whatever Authorization says")
    func authorizations() async {
        let foreign = [("Origin", "https://evil.example")]
        let authorizations = [
            "Basic x", "Basic", "", "Bearer", "Bearer ", "bearer", "BearerToken x", "Digest y", "Negotiate", "x", "Bearer\tx",
        ]
        for value in authorizations {
            #expect(await status(.post, foreign + [("Authorization", value), ("Cookie", "token=1")]) == 403, "\(value)")
            #expect(await status(.post, foreign + [("Authorization", value)]) == 403, "\(value)")
            #expect(await status(.post, [("Authorization", value), ("Cookie", "token=1")]) == 200, "no page")
        }
        // The token is what authenticates; beside cookies, one of which some route may go by, it excuses nothing.
        #expect(await status(.post, foreign + [("Authorization", "Bearer x")]) == 200)
        #expect(await status(.post, foreign + [("Authorization", "Bearer x"), ("Cookie", "token=1")]) == 403)
        let ours = [("Origin", "https://clinic.example"), ("Authorization", "Basic x"), ("Cookie", "token=1")]
        #expect(await status(.post, ours) == 200)
    }
}
