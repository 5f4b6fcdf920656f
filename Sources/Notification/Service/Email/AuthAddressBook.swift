import Access
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Reactor
import ServiceRuntime

/// Asks auth when a mail is about to be sent: GET /internal/users/:id with a service token. Confined to its loop.
final class AuthAddressBook: AddressBook, @unchecked Sendable {  // loop-confined
    private static let timeout = Duration.seconds(5)

    private let client: HTTPClient
    private let tokens: ServiceTokens
    private let ids: IdentifierSource
    private let clock: WallClock

    init(_ client: HTTPClient, tokens: ServiceTokens, ids: IdentifierSource, clock: WallClock) {
        self.client = client
        self.tokens = tokens
        self.ids = ids
        self.clock = clock
    }

    func address(of user: UserID) async throws(AddressesUnavailable) -> String? {
        let token = tokens.sign(ServiceClaims(caller: .notification, issuedAt: clock.instant, tokenID: ids.next()))
        let fields: HTTPFields = ["Authorization": "Bearer \(token)", "Accept": "application/json"]
        let response: ClientResponse
        do throws(HTTPClientError) {
            response = try await client.send(ClientRequest(.get, "/internal/users/\(user)", fields: fields), timeout: Self.timeout)
        } catch {
            throw AddressesUnavailable()
        }
        if response.status.code == 404 { return nil }
        guard response.status.code == 200, let json = try? JSONReader.parse(response.body), let email = json["email"]?.text,
            let isActive = json["active"]?.flag
        else { throw AddressesUnavailable() }
        return isActive ? email : nil
    }
}
