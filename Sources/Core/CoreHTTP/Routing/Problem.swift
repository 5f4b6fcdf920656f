import Basics
package import HTTPWire

/// An answer that is not a success, as RFC 9457 `application/problem+json`. Handlers throw it.
package struct Problem: Error, Sendable {
    package let code: ProblemCode
    /// For people: what happened to this request.
    package let detail: String
    /// What is wrong with the body, all at once.
    package var errors: [FieldError] = []
    /// Extension members with text values, such as `state`.
    package var members: [(name: String, value: String)] = []
    /// Extension members that are lists of objects, whose members are texts.
    package var lists: [(name: String, objects: [[(name: String, value: String)]])] = []
    /// Fields of the answer, such as Retry-After or Allow.
    package var fields = HTTPFields()

    package init(_ code: ProblemCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// 422 with every error of the body.
    package init(_ errors: ValidationErrors) {
        self.init(.validationFailed, "\(errors.errors.count) place(s) in the body break a rule.")
        self.errors = errors.errors
    }

    /// A request that cannot be understood, or is larger than it may be.
    init(_ error: RequestError) { self.init(ProblemCode(error), "The request cannot be understood: \(error).") }

    package var status: HTTPStatus { code.status }

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
        return path.utf8.map(escaped).joined()
    }

    /// A path as it was sent as a URI reference: its escapes stay, whatever else may not stand in one is escaped.
    private static func reference(sent path: [UInt8]) -> String {
        path.indices.map { at in
            let isEscape = path[at] == UInt8(ascii: "%") && at + 2 < path.count && path[at + 1...at + 2].allSatisfy(isHexDigit)
            return isEscape ? "%" : escaped(path[at])
        }.joined()
    }

    private static func escaped(_ byte: UInt8) -> String {
        isPathCharacter(byte) ? String(UnicodeScalar(byte)) : PercentEncoding.escaped(byte)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool { UnicodeScalar(byte).properties.isASCIIHexDigit }

    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) || "/!$&'()*+,;=:@".utf8.contains(byte)
    }

    /// `instance`: the decoded path of the request.
    package func response(instance: String?, trace: TraceContext?) -> Response {
        response(reference: instance.map(Self.reference), trace)
    }

    /// The answer to a request without a head. `path`: as it was sent, if it is known.
    func response(sentPath path: [UInt8]?, trace: TraceContext) -> Response {
        response(reference: path.map(Self.reference(sent:)), trace)
    }

    private func response(reference: String?, _ trace: TraceContext?) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", "/problems/\(code.slug)")
        json.field("title", code.title)
        json.field("status", status.code)
        json.field("detail", detail)
        if let reference { json.field("instance", reference) }
        json.field("code", code.slug)
        if let trace { json.field("trace_id", trace.traceID) }
        json.members(members)
        for list in lists {
            json.key(escaping: list.name)
            json.beginArray()
            for object in list.objects {
                json.beginObject()
                json.members(object)
                json.endObject()
            }
            json.endArray()
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

extension JSONWriter {
    fileprivate mutating func members(_ members: [(name: String, value: String)]) {
        for member in members {
            key(escaping: member.name)
            value(member.value)
        }
    }
}
