package import Access
package import Contracts
package import CoreHTTP
import HTTPWire
package import Reactor
package import ServiceRuntime

/// Reads from auth under /internal, with a service token. An auth that cannot be reached, as in the middle of a restart, is tried again
/// until the time for the answer is up. Confined to its loop.
package final class AuthClient: @unchecked Sendable {  // loop-confined
    private let client: HTTPClient
    private let caller: ServiceName
    private let tokens: ServiceTokens
    private let ids: IdentifierSource
    private let clock: WallClock
    private let timeout: Duration
    private let tracer: Tracer?
    private let loop: EventLoop
    private var token: (text: String, goodUntil: Instant)?

    /// A token is used for the first half of its life, so that it does not die on the way.
    private static let tokenUseSeconds = ServiceClaims.lifetimeSeconds / 2
    private static let pause = Duration.milliseconds(50)

    package init(
        _ client: HTTPClient, as caller: ServiceName, tokens: ServiceTokens, ids: IdentifierSource, clock: WallClock,
        timeout: Duration, tracer: Tracer? = nil, on loop: EventLoop
    ) {
        self.client = client
        self.caller = caller
        self.tokens = tokens
        self.ids = ids
        self.clock = clock
        self.timeout = timeout
        self.tracer = tracer
        self.loop = loop
    }

    /// `route`: the path's template, for the trace.
    package func get(_ path: String, route: String, trace: TraceContext?) async throws(AuthUnavailable) -> ClientResponse {
        let call = trace.map { tracer?.child(of: $0) ?? $0 }
        var fields: HTTPFields = ["Authorization": "Bearer \(currentToken())", "Accept": "application/json"]
        if let call { fields.append("traceparent", call.traceparent) }
        let begun = MonotonicTime.read()
        var status: Int?
        defer { if let call { tracer?.record(call, Self.span("GET \(route)", call, begun, status)) } }
        do throws(HTTPClientError) {
            let response = try await send(ClientRequest(.get, path, fields: fields))
            status = response.status.code
            return response
        } catch {
            throw AuthUnavailable(reason: .client(error))
        }
    }

    private func send(_ request: ClientRequest) async throws(HTTPClientError) -> ClientResponse {
        let deadline = loop.now + timeout
        while true {
            do throws(HTTPClientError) {
                return try await client.send(request, timeout: deadline - loop.now)
            } catch {
                let isAway = error == .unreachable || error == .connectionLost
                guard isAway, loop.now + Self.pause < deadline else { throw error }
                await loop.sleep(Self.pause)
            }
        }
    }

    private static func span(_ name: String, _ call: TraceContext, _ begun: MonotonicTime, _ status: Int?) -> TraceSpan {
        TraceSpan(
            .client, name, call, from: begun, failed: status.map { $0 >= 500 } ?? true,
            attributes: [TraceSpan.Attribute("http.request.method", "GET")]
                + (status.map { [TraceSpan.Attribute("http.response.status_code", $0)] } ?? []))
    }

    private func currentToken() -> String {
        let now = clock.instant
        // A clock that was set back would keep a token for longer than it lives.
        if let token, now < token.goodUntil, token.goodUntil <= now.adding(seconds: Self.tokenUseSeconds) { return token.text }
        let text = tokens.sign(ServiceClaims(caller: caller, issuedAt: now, tokenID: ids.next()))
        token = (text, now.adding(seconds: Self.tokenUseSeconds))
        return text
    }
}
