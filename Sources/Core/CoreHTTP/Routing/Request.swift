package import HTTPWire
package import Reactor

/// A complete request as a handler sees it: head and body have been received, the path has been matched.
package struct Request: Sendable {
    package let head: RequestHead
    package let body: [UInt8]
    /// The sender's address; behind a trusted proxy, the one that the proxy names.
    package let peer: SocketAddress
    package let trace: TraceContext
    package internal(set) var parameters: PathParameters
    /// Set by the router.
    package internal(set) var route = Route.unmatched

    /// With an `Idempotency-Key`: the 16 bytes that every attempt at this request shares, for the id of what it makes.
    package internal(set) var reference: [UInt8]?

    /// For the server, and for tests that call a router without a socket.
    package init(
        _ head: RequestHead, body: [UInt8] = [], peer: SocketAddress = SocketAddress(.v4(0x7F00_0001), port: 0),
        trace: TraceContext, parameters: PathParameters = PathParameters()
    ) {
        self.head = head
        self.body = body
        self.peer = peer
        self.trace = trace
        self.parameters = parameters
    }

    package var method: HTTPMethod { head.method }
    package var path: String { head.path }

    package func field(_ field: SingletonField) -> String? { head.field(field) }

    /// The elements of every line of that name; nil when there is none.
    package func list(_ field: ListField) -> [String]? { head.list(field) }

    package func cookie(_ name: StaticString) -> String? { head.cookie(name) }
    package func cookieOctets(_ name: StaticString) -> [UInt8]? { head.cookieOctets(name) }

    /// The query's parameters in order, decoded; nil when it is not form-encoded text.
    package var queryParameters: [(name: String, value: String)]? { try? head.queryParameters() }

    /// The token of `Authorization: Bearer <token>` (RFC 6750 section 2.1); the scheme's case does not matter.
    package var bearerToken: [UInt8]? { head.withField("authorization", bearer) ?? nil }

    /// The value of `:name` in the route's template. A template without it is a mistake of ours.
    package func parameter(_ name: StaticString) -> String {
        guard let value = parameters[name] else { preconditionFailure("no :\(name) in the route's template") }
        return value
    }

    /// The body as a JSON value. Throws a `Problem`: 415 for another content type, 400 `invalid_json` for what is no JSON.
    package func json(limits: JSONLimits = .default) throws(Problem) -> JSONValue {
        guard head.withField("content-type", isJSON) == true else {
            throw Problem(.unsupportedMediaType, "Send the body as application/json.")
        }
        do throws(JSONError) {
            return try JSONReader.parse(body, limits: limits)
        } catch {
            throw Problem(.invalidJSON, "The body is not valid JSON: \(error).")
        }
    }
}

private func bearer(_ value: Span<UInt8>) -> [UInt8]? {
    let scheme: StaticString = "bearer "
    let start = scheme.utf8CodeUnitCount
    guard value.count > start else { return nil }
    for i in 0..<start - 1 where unsafe (value[i] | 0x20) != scheme.utf8Start[i] { return nil }
    guard value[start - 1] == UInt8(ascii: " ") else { return nil }
    return unsafe value.withUnsafeBytes { unsafe [UInt8]($0[start...]) }
}

/// `application/json` or a `+json` type, whatever its parameters (RFC 8259 section 11 gives them no meaning).
private func isJSON(_ value: Span<UInt8>) -> Bool {
    var end = 0
    while end < value.count, value[end] != UInt8(ascii: ";"), value[end] != UInt8(ascii: " "), value[end] != 9 { end += 1 }
    return equalsIgnoringCase(value, "application/json", upTo: end)
        || (end > 5 && hasSuffixIgnoringCase(value, "+json", upTo: end))
}

private func equalsIgnoringCase(_ value: Span<UInt8>, _ text: StaticString, upTo end: Int) -> Bool {
    end == text.utf8CodeUnitCount && hasSuffixIgnoringCase(value, text, upTo: end)
}

private func hasSuffixIgnoringCase(_ value: Span<UInt8>, _ text: StaticString, upTo end: Int) -> Bool {
    let start = end - text.utf8CodeUnitCount
    for i in 0..<text.utf8CodeUnitCount {
        let byte = value[start + i]
        let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        if unsafe lower != text.utf8Start[i] { return false }
    }
    return true
}
