import Access
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Reactor
import ServiceRuntime

/// Asks auth with a service token: GET /internal/users/:id, /internal/doctors. Confined to its loop.
final class AuthDoctorDirectory: DoctorDirectory, @unchecked Sendable {  // loop-confined
    private let client: HTTPClient
    private let tokens: ServiceTokens
    private let ids: IdentifierSource
    private let clock: WallClock
    private let timeout: Duration
    private let tracer: Tracer?
    private var token: (text: String, goodUntil: Instant)?

    /// A token is used for the first half of its life, so that it does not die on the way.
    private static let tokenUseSeconds = ServiceClaims.lifetimeSeconds / 2

    init(
        client: HTTPClient, tokens: ServiceTokens, ids: IdentifierSource, clock: WallClock, timeout: Duration, tracer: Tracer? = nil
    ) {
        self.client = client
        self.tokens = tokens
        self.ids = ids
        self.clock = clock
        self.timeout = timeout
        self.tracer = tracer
    }

    func doctor(_ id: UserID, trace: TraceContext) async throws(DirectoryUnavailable) -> Doctor? {
        let response = try await ask("/internal/users/\(id)", route: "/internal/users/:id", trace)
        switch response.status.code {
        case 200: return try Self.read(response.body, id)
        case 404: return nil
        case let code: throw DirectoryUnavailable(reason: .status(code))
        }
    }

    func specialists(in specialization: String, trace: TraceContext) async throws(DirectoryUnavailable) -> [Specialist] {
        let path = "/internal/doctors"
        let response = try await ask("\(path)?specialization=\(specialization.percentEncoded)", route: path, trace)
        guard response.status == .ok else { throw DirectoryUnavailable(reason: .status(response.status.code)) }
        guard let json = try? JSONReader.parse(response.body), let list = json["doctors"]?.elements else {
            throw DirectoryUnavailable(reason: .unreadable)
        }
        let doctors = list.compactMap(Specialist.init)
        guard doctors.count == list.count else { throw DirectoryUnavailable(reason: .unreadable) }
        return doctors
    }

    private func ask(_ target: String, route: String, _ trace: TraceContext) async throws(DirectoryUnavailable) -> ClientResponse {
        let call = tracer?.child(of: trace) ?? trace
        let fields: HTTPFields = [
            "Authorization": "Bearer \(currentToken())", "Accept": "application/json", "traceparent": call.traceparent,
        ]
        let begun = MonotonicTime.read()
        let response: ClientResponse
        do throws(HTTPClientError) {
            response = try await client.send(ClientRequest(.get, target, fields: fields), timeout: timeout)
        } catch {
            tracer?.record(call, Self.span(route, call, begun, status: nil))
            throw DirectoryUnavailable(reason: .client(error))
        }
        tracer?.record(call, Self.span(route, call, begun, status: response.status.code))
        return response
    }

    private static func span(_ route: String, _ call: TraceContext, _ begun: MonotonicTime, status: Int?) -> TraceSpan {
        TraceSpan(
            .client, "GET \(route)", call, from: begun, failed: status.map { $0 >= 500 } ?? true,
            attributes: [TraceSpan.Attribute("http.request.method", "GET")]
                + (status.map { [TraceSpan.Attribute("http.response.status_code", $0)] } ?? []))
    }

    /// `{id, name, role, active}`.
    private static func read(_ body: [UInt8], _ id: UserID) throws(DirectoryUnavailable) -> Doctor? {
        guard let json = try? JSONReader.parse(body), json["id"]?.text.flatMap(UserID.init(_:)) == id,
            let name = json["name"]?.text, let role = json["role"]?.text, let isActive = json["active"]?.flag
        else { throw DirectoryUnavailable(reason: .unreadable) }
        return role == Role.doctor.rawValue && isActive ? Doctor(id: id, name: name) : nil
    }

    private func currentToken() -> String {
        let now = clock.instant
        // A clock that was set back would keep a token for longer than it lives.
        if let token, now < token.goodUntil, token.goodUntil <= now.adding(seconds: Self.tokenUseSeconds) { return token.text }
        let text = tokens.sign(ServiceClaims(caller: .appointment, issuedAt: now, tokenID: ids.next()))
        token = (text, now.adding(seconds: Self.tokenUseSeconds))
        return text
    }
}

extension Specialist {
    /// `{id, name, specialization, …}`; nil for anything else.
    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.text.flatMap(UserID.init(_:)), let name = json["name"]?.text else { return nil }
        self.init(doctor: Doctor(id: id, name: name), specialization: json["specialization"]?.text)
    }
}
