import HTTPWire

/// Refuses unsafe requests that a foreign page has made a browser send (CSRF). The browser says where a request comes from:
/// a foreign `Origin`, or `Sec-Fetch-Site: cross-site` (`same-site` counts when the Origin is ours), is 403. A request with neither,
/// from a program, passes; so does one with a Bearer token, which no foreign page can add, and without cookies, which then authenticate
/// nobody. Any other `Authorization` proves nothing: a browser sends it by itself (Basic), and we go by the cookie.
package struct CrossSiteGuard: Filter {
    private let origins: Set<String>

    /// `origins`: the sites whose pages may send such requests, as browsers write them.
    package init(origins: [String]) { self.origins = Set(origins) }

    package func enter(_ request: Request) throws -> Response? {
        if !request.method.isSafe, !isWithoutCookies(request), isForeign(request) {
            throw Problem(.crossSiteRequest, "A page of another origin may not do this.")
        }
        return nil
    }

    private func isWithoutCookies(_ request: Request) -> Bool { !request.head.has("cookie") && request.bearerToken != nil }

    private func isForeign(_ request: Request) -> Bool {
        let origin = request.field(.origin)
        switch request.field(.secFetchSite) {
        case "same-origin", "none": return false
        case "cross-site": return true
        case .some: return origin.map { !origins.contains($0) } ?? true
        case nil: return origin.map { !origins.contains($0) } ?? false
        }
    }
}
