/// A request method (RFC 9110 section 9). Methods compare with case; one that is not in this list is `other`.
package enum HTTPMethod: Sendable, Hashable {
    case get, head, post, put, patch, delete, options, connect, trace
    case other(String)

    package var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .other(let name): name
        }
    }

    package init(name: String) {
        self.init(name.utf8.span)
    }

    /// Only reads (RFC 9110 section 9.2.1): GET, HEAD, OPTIONS, TRACE.
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        default: false
        }
    }

    init(_ bytes: Span<UInt8>) {
        func spells(_ name: StaticString) -> Bool {
            let other = unsafe name.utf8Start
            for i in 0..<bytes.count where unsafe bytes.at(i) != other[i] { return false }
            return true
        }
        switch bytes.count {
        case 3 where spells("GET"): self = .get
        case 3 where spells("PUT"): self = .put
        case 4 where spells("POST"): self = .post
        case 4 where spells("HEAD"): self = .head
        case 5 where spells("PATCH"): self = .patch
        case 5 where spells("TRACE"): self = .trace
        case 6 where spells("DELETE"): self = .delete
        case 7 where spells("OPTIONS"): self = .options
        case 7 where spells("CONNECT"): self = .connect
        default: self = .other(bytes.text(0..<bytes.count))
        }
    }
}
