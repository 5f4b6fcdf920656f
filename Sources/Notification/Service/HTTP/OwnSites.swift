import Access
import Contracts
import CoreHTTP
import HTTPWire
import ServiceRuntime

/// Keeps other people's pages from using a visitor's cookie (DESIGN.md sections 8 and 11). A Bearer token is no cookie: nobody sends
/// it by accident.
struct OwnSites: Sendable {
    private let origins: Set<String>

    init(_ origins: [WebOrigin]) { self.origins = Set(origins.map(\.description)) }

    /// A WebSocket handshake, which browsers send across origins without asking (RFC 6455 section 10.2). Throws 403
    /// `cross_site_request`.
    func admitSocket(_ request: Request) throws(Problem) {
        guard request.bearerToken == nil, let origin = request.field("origin") else { return }
        guard isOurs(origin) else { throw Self.refusal }
    }

    /// A request that changes something. Throws 403 `cross_site_request`; what comes with neither field is no browser's.
    func admitChange(_ request: Request) throws(Problem) {
        guard request.bearerToken == nil else { return }
        if let origin = request.field("origin") {
            guard isOurs(origin) else { throw Self.refusal }
        } else if let site = request.field("sec-fetch-site") {
            guard site == "same-origin" || site == "none" else { throw Self.refusal }
        }
    }

    private func isOurs(_ origin: String) -> Bool { origins.contains(origin) }

    private static var refusal: Problem { Problem(.crossSiteRequest, "Pages of this origin may not use your cookie here.") }
}
