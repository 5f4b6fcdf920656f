import Contracts
import CoreHTTP
import HTTPWire
import Hosting

/// Asks auth when a mail is about to be sent: GET /internal/users/:id.
struct AuthAddressBook: AddressBook {
    let auth: AuthClient

    func address(of user: UserID) async throws(AddressesUnavailable) -> MailAddress {
        let response: ClientResponse
        do throws(AuthUnavailable) {
            response = try await auth.get("/internal/users/\(user)", route: "/internal/users/:id", trace: nil)
        } catch {
            throw AddressesUnavailable()
        }
        if response.status.code == 404 { return .closed }
        guard response.status.code == 200, let json = try? JSONReader.parse(response.body), let email = json["email"]?.text,
            let isActive = json["active"]?.flag, let isVerified = json["emailVerified"]?.flag
        else { throw AddressesUnavailable() }
        guard isActive else { return .closed }
        return isVerified ? .known(email) : .unverified
    }
}
