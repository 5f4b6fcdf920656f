package import HTTPWire

/// A request to another service.
package struct ClientRequest: Sendable {
    package var method: HTTPMethod
    /// Path and query, already encoded.
    package var target: String
    package var fields: HTTPFields
    package var body: [UInt8]?

    package init(_ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields(), body: [UInt8]? = nil) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    /// Doing it twice has the effect of doing it once (RFC 9110 section 9.2.2).
    var isIdempotent: Bool {
        switch method {
        case .get, .head, .put, .delete, .options, .trace: true
        default: false
        }
    }
}

/// The whole answer.
package struct ClientResponse: Sendable {
    package let status: HTTPStatus
    package let fields: HTTPFields
    package let body: [UInt8]
}
