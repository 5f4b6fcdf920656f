import CoreHTTP
import HTTPWire

/// A response as a test reads it.
struct Answer: Sendable {
    let status: Int
    let fields: HTTPFields
    let text: String

    init(_ response: Response) {
        status = response.status.code
        fields = response.fields
        if case .bytes(let bytes) = response.body { text = String(decoding: bytes, as: UTF8.self) } else { text = "" }
    }

    /// Nil for a body that is no JSON.
    var json: JSONValue? { try? JSONReader.parse(Array(text.utf8)) }
    subscript(member: String) -> JSONValue? { json?[member] }
    var code: String? { self["code"]?.text }
    /// The places a problem complains about.
    var pointers: [String] { self["errors"]?.elements?.compactMap { $0["pointer"]?.text } ?? [] }
    /// The ids in a list.
    var ids: [String] { self["appointments"]?.elements?.compactMap { $0["id"]?.text } ?? [] }
}
