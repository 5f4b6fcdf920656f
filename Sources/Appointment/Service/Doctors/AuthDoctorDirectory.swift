import Access
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import ServiceRuntime

/// Asks auth: GET /internal/users/:id with a service token. Confined to its loop.
final class AuthDoctorDirectory: DoctorDirectory, @unchecked Sendable {  // loop-confined
    private let client: HTTPClient
    private let tokens: ServiceTokens
    private let ids: IdentifierSource
    private let clock: WallClock
    private let timeout: Duration
    private var token: (text: String, goodUntil: Instant)?

    /// A token is used for the first half of its life, so that it does not die on the way.
    private static let tokenUseSeconds = ServiceClaims.lifetimeSeconds / 2

    init(client: HTTPClient, tokens: ServiceTokens, ids: IdentifierSource, clock: WallClock, timeout: Duration) {
        self.client = client
        self.tokens = tokens
        self.ids = ids
        self.clock = clock
        self.timeout = timeout
    }

    func doctor(_ id: UserID, trace: TraceContext) async throws(DirectoryUnavailable) -> Doctor? {
        let fields: HTTPFields = [
            "Authorization": "Bearer \(currentToken())", "Accept": "application/json", "traceparent": trace.traceparent,
        ]
        let response: ClientResponse
        do throws(HTTPClientError) {
            response = try await client.send(ClientRequest(.get, "/internal/users/\(id)", fields: fields), timeout: timeout)
        } catch {
            throw DirectoryUnavailable(reason: .client(error))
        }
        switch response.status.code {
        case 200: return try Self.read(response.body, id)
        case 404: return nil
        case let code: throw DirectoryUnavailable(reason: .status(code))
        }
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
