import HTTPWire

/// Refuses a request that names one of these cookies twice, in one Cookie field or in several: 400 `repeated_cookie`. A page of a sibling
/// domain can add a cookie of ours ("tossing"), and nobody can tell which of the two is the browser's own (RFC 6265 section 4.2.2).
package struct CookieGuard: Filter {
    private let names: [StaticString]

    package init(_ names: [StaticString]) { self.names = names }

    package func enter(_ request: Request) throws -> Response? {
        guard let name = request.head.repeatedCookie(among: names) else { return nil }
        throw Problem(
            .repeatedCookie, "The cookie \(name) is there more than once; delete the site's cookies and sign in again.")
    }
}
