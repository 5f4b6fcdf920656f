package import HTTPWire

/// An answer that is not a success, as RFC 9457 `application/problem+json`. Handlers throw it.
package struct Problem: Error, Sendable {
    package let status: HTTPStatus
    /// Stable, for programs: `slot_taken`.
    package let code: String
    /// For people, the same for every occurrence of the code.
    package let title: String
    /// For people: what happened to this request.
    package let detail: String
    /// What is wrong with the body, all at once.
    package var errors: [FieldError] = []
    /// Extension members with text values, such as `state`.
    package var members: [(name: String, value: String)] = []
    /// Fields of the answer, such as Retry-After or Allow.
    package var fields = HTTPFields()

    /// Without a title of its own the status' reason is one.
    package init(_ status: HTTPStatus, code: String, title: String? = nil, detail: String) {
        self.status = status
        self.code = code
        self.title = title ?? "\(status.reason)"
        self.detail = detail
    }

    package init(statusCode: Int, code: String, title: String, detail: String) {
        self.init(HTTPStatus(code: statusCode), code: code, title: title, detail: detail)
    }

    /// 422 with every error of the body.
    package init(_ errors: ValidationErrors) {
        self.init(.unprocessableContent, code: "validation_failed", detail: "The request breaks \(errors.errors.count) rule(s).")
        self.errors = errors.errors
    }

    /// 503: a store is away or everything is busy; the client may try again after `retryAfter`.
    package static func unavailable(_ code: String = "store_unavailable", detail: String, retryAfter seconds: Int = 1) -> Problem {
        var problem = Problem(.serviceUnavailable, code: code, detail: detail)
        problem.fields.append("Retry-After", "\(seconds)")
        return problem
    }

    /// A request that cannot be understood, or is larger than it may be.
    init(_ error: RequestError) {
        self.init(error.status, code: error.code, detail: "The request cannot be understood: \(error).")
    }

    package func with(_ name: String, _ value: String) -> Problem {
        var problem = self
        problem.members.append((name, value))
        return problem
    }

    package func with(field name: String, _ value: String) -> Problem {
        var problem = self
        problem.fields.append(name, value)
        return problem
    }

    /// A decoded path as a URI reference (RFC 3986 section 3.3).
    private static func reference(_ path: String) -> String {
        guard path.utf8.contains(where: { !isPathCharacter($0) }) else { return path }
        var text = ""
        for byte in path.utf8 {
            if isPathCharacter(byte) {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }

    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "/-._~!$&'()*+,;=:@".utf8.contains(byte)
        }
    }

    /// `instance`: the path of the request.
    package func response(instance: String?, trace: TraceContext?) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", "/problems/\(code)")
        json.field("title", title)
        json.field("status", status.code)
        json.field("detail", detail)
        if let instance { json.field("instance", Self.reference(instance)) }
        json.field("code", code)
        if let trace { json.field("trace_id", trace.traceID) }
        for member in members {
            json.key(escaping: member.name)
            json.value(member.value)
        }
        if !errors.isEmpty {
            json.key("errors")
            json.beginArray()
            for error in errors {
                json.beginObject()
                json.field("pointer", error.pointer.description)
                json.field("detail", error.detail)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
        var response = Response.bytes(json.finish(), contentType: "application/problem+json", status: status)
        response.fields.append("Cache-Control", "no-store")
        fields.forEach { response.fields.append($0, $1) }
        return response
    }
}
