package import HTTPWire

/// What a problem is about (RFC 9457): a slug that programs may switch on, always with the same status. The texts around it may change.
///
/// `server` is what every daemon can answer; Access and the services add theirs, and each service's `all` is what it answers. The
/// contracts under `api/` list the same; a test of each service compares the two.
package struct ProblemCode: Sendable, Hashable {
    package let slug: String
    package let status: HTTPStatus
    /// For people, the same sentence for every occurrence (RFC 9457 section 3.1.3).
    package let title: String

    package init(_ slug: String, _ status: HTTPStatus, _ title: String) {
        self.slug = slug
        self.status = status
        self.title = title
    }
}
