package import HTTPWire

/// Requests from bad peers, named by their defect: the exact octets, and how they are refused.
package struct BadRequest: Sendable {
    package let name: String
    package let bytes: [UInt8]
    package let error: RequestError
    package let status: Int

    init(_ name: String, _ text: String, _ error: RequestError, _ status: Int = 400) {
        self.init(name, bytes: octets(text), error, status)
    }

    init(_ name: String, bytes: [UInt8], _ error: RequestError, _ status: Int = 400) {
        self.name = name
        self.bytes = bytes
        self.error = error
        self.status = status
    }

    /// A request line and Host in front, an empty line behind.
    static func field(_ name: String, _ lines: String, _ error: RequestError, _ status: Int = 400) -> BadRequest {
        BadRequest(name, "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n", error, status)
    }

    static func target(_ name: String, _ target: String, _ error: RequestError, method: String = "GET") -> BadRequest {
        BadRequest(name, "\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n", error)
    }

    static func chunks(_ name: String, _ content: String, _ error: RequestError, _ status: Int = 400) -> BadRequest {
        BadRequest(name, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(content)", error, status)
    }

    static func host(_ value: String) -> BadRequest {
        BadRequest("Host \(value)", "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n", .invalidHost)
    }

    package static let all = requestLines + targets + fields + framing + chunks + hosts
}
