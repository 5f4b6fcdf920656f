import HTTPWire
import TestSupport
import Testing

@testable import CoreHTTP

@Suite("Router") struct RouterTests {
    private func request(_ method: HTTPMethod, _ path: String) -> Request {
        Request(RequestHead(method: method, path: path, fields: HTTPFields()), trace: TraceContext(random: { 1 }))
    }

    private func router() -> Router {
        let router = Router()
        router.on(.get, "/") { _ in .text("root") }
        router.on(.get, "/things") { _ in .text("list") }
        router.on(.post, "/things") { _ in .text("new") }
        router.on(.get, "/things/mine") { _ in .text("mine") }
        router.on(.get, "/things/:id") { request in .text("one \(request.parameter("id"))") }
        router.on(.patch, "/things/:id/parts/:part") { request in .text(request.parameter("id") + "+" + request.parameter("part")) }
        return router
    }

    private func text(_ response: Response) -> String {
        if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    @Test(
        "a path finds its handler, a literal before a parameter",
        arguments: [
            (HTTPMethod.get, "/", "root"), (.get, "/things", "list"), (.post, "/things", "new"), (.get, "/things/mine", "mine"),
            (.get, "/things/7", "one 7"), (.patch, "/things/7/parts/b", "7+b"), (.head, "/things", "list"),
        ])
    func finds(method: HTTPMethod, path: String, answer: String) async {
        let response = await router().respond(to: request(method, path))
        #expect(response.status == .ok)
        #expect(text(response) == answer)
    }

    @Test(
        "an unknown path is 404 as problem+json",
        arguments: ["/thing", "/things/", "//", "/things//parts/1", "/things/7/parts", "/things/7/parts/1/x"])
    func unknown(path: String) async {
        let response = await router().respond(to: request(.get, path))
        #expect(response.status == .notFound)
        #expect(response.fields["Content-Type"] == "application/problem+json")
        #expect(text(response).contains(#""code":"no_such_route""#))
    }

    @Test("another method is 405 with Allow, OPTIONS tells the methods")
    func methods() async {
        let refused = await router().respond(to: request(.delete, "/things"))
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.fields["Allow"] == "GET, POST, HEAD, OPTIONS")
        let options = await router().respond(to: request(.options, "/things"))
        #expect(options.status == .noContent && options.fields["Allow"] == "GET, POST, HEAD, OPTIONS")
    }

    @Test("what a handler throws becomes an answer: a problem itself, a known error by the table, any other 500 and a report")
    func errors() async {
        struct Known: Error {}
        struct Unknown: Error {}
        let reports = Recorder<String>()
        let router = Router(
            errors: { $0 is Known ? Problem(.storeUnavailable, "away").with(field: "Retry-After", "1") : nil },
            unexpected: { error, _ in reports.record("\(error)") })
        router.on(.get, "/problem") { _ in throw Problem(ProblemCode("taken", .conflict, "Taken"), "x").with("state", "PENDING") }
        router.on(.get, "/known") { _ in throw Known() }
        router.on(.get, "/unknown") { _ in throw Unknown() }
        let problem = await router.respond(to: request(.get, "/problem"))
        #expect(problem.status == .conflict && text(problem).contains(#""state":"PENDING""#))
        let known = await router.respond(to: request(.get, "/known"))
        #expect(known.status == .serviceUnavailable && known.fields["Retry-After"] == "1")
        let unknown = await router.respond(to: request(.get, "/unknown"))
        #expect(unknown.status == .internalServerError && !text(unknown).contains("Unknown"))
        #expect(reports.all == ["Unknown()"])
    }

    @Test("routes are the same when index, method and template are")
    func sameRoutes() {
        let route = Route(index: 1, method: "GET", template: "/things/:id")
        #expect(route == Route(index: 1, method: "GET", template: "/things/:id"))
        #expect(route != Route(index: 2, method: "GET", template: "/things/:id"))
        #expect(route != Route(index: 1, method: "PUT", template: "/things/:id"))
        #expect(route != Route(index: 1, method: "GET", template: "/things"))
    }

    @Test("each route has a number of its own, and none that of paths without a route")
    func indices() {
        let routes = router().routes
        #expect(routes.map(\.index) == Array(1...routes.count))
        #expect(Route.unmatched.index == 0)
    }
}
