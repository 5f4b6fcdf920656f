package import HTTPWire
import Reactor

/// Answers a request; throws a `Problem`, or anything else that the router's error table turns into one.
package typealias Handler = (Request) async throws -> Response

/// Finds the handler of a request by its path's segments, a literal before a `:parameter`, and runs it. One per loop: its handlers
/// hold what belongs to that loop. Tests call `respond` without a socket.
package final class Router {
    /// Turns what a handler threw, other than a `Problem`, into one; nil for an unexpected error: a 500, logged with its cause.
    package typealias ErrorTable = (any Error) -> Problem?

    private let root = Node()
    /// The filters are outermost; the other middleware stands inside them.
    private let filters: [any Filter]
    private let middleware: ArraySlice<any Middleware>
    private let errorTable: ErrorTable
    private let unexpected: (any Error, Request) -> Void

    package init(
        middleware: [any Middleware] = [], errors errorTable: @escaping ErrorTable = { _ in nil },
        unexpected: @escaping (any Error, Request) -> Void = { _, _ in }
    ) {
        filters = Array(middleware.lazy.map { $0 as? any Filter }.prefix { $0 != nil }.compactMap(\.self))
        self.middleware = middleware.dropFirst(filters.count)
        self.errorTable = errorTable
        self.unexpected = unexpected
    }

    /// Adds a route. `template`: `/api/appointments/:id/approve`. The same method and template twice is a mistake of ours.
    package func on(_ method: HTTPMethod, _ template: String, _ handler: @escaping Handler) {
        var node = root
        var names: [String] = []
        for segment in template.split(separator: "/") {
            if segment.hasPrefix(":") {
                names.append(String(segment.dropFirst()))
                node = node.parameterChild()
            } else {
                node = node.literalChild(Array(segment.utf8))
            }
        }
        precondition(node.entry(method) == nil, "two routes for \(method.name) \(template)")
        let route = Route(index: routes.count + 1, method: method.name, template: template)
        routes.append(route)
        node.entries.append(Entry(method: method, route: route, names: names, handler: handler))
    }

    /// Every route added so far.
    package private(set) var routes: [Route] = []

    /// The whole answer, whatever happens: 404 for an unknown path, 405 with Allow for another method, HEAD by GET's handler,
    /// OPTIONS by the path's methods.
    package func respond(to request: consuming Request) async -> Response {
        let handler = find(&request)
        let begun = MonotonicTime.read()
        var entered = 0
        var early: Response?
        do {
            while early == nil, entered < filters.count {
                early = try filters[entered].enter(request)
                entered += 1
            }
        } catch {
            early = answer(to: error, request)
        }
        var response: Response
        if let early { response = early } else { response = await respond(to: request, depth: middleware.startIndex, handler) }
        for filter in filters[..<entered].reversed() { filter.leave(request, &response, since: begun) }
        return response
    }

    /// Passes the middleware from `depth` inwards, then the handler; errors become answers at each step.
    func respond(to request: Request, depth: Int, _ handler: @escaping Handler) async -> Response {
        do {
            var depth = depth
            while depth < middleware.endIndex, !middleware[depth].concerns(request) { depth += 1 }
            if depth == middleware.endIndex { return try await handler(request) }
            return try await middleware[depth].respond(to: request, next: Next(router: self, depth: depth + 1, handler: handler))
        } catch {
            return answer(to: error, request)
        }
    }

    private func answer(to error: any Error, _ request: Request) -> Response {
        problem(for: error, request).response(instance: request.path, trace: request.trace)
    }

    private func problem(for error: any Error, _ request: Request) -> Problem {
        if let problem = error as? Problem ?? errorTable(error) { return problem }
        unexpected(error, request)
        return Problem(.internalError, "The cause has been logged; trace_id finds it.")
    }

    private func find(_ request: inout Request) -> Handler {
        if request.head.form == .asterisk { return { _ in self.options(["OPTIONS"]) } }
        var values: [String] = []
        guard let node = request.head.withPath({ root.find($0, from: 0, &values) }) else { return Self.notFound }
        guard let entry = node.entry(request.method) else {
            let allowed = node.allowed
            if request.method == .options { return { _ in self.options(allowed) } }
            return { request in
                throw Problem(.methodNotAllowed, "This path does not take \(request.method.name).")
                    .with(field: "Allow", allowed.joined(separator: ", "))
            }
        }
        request.route = entry.route
        if !values.isEmpty { request.parameters = PathParameters(names: entry.names, values: values) }
        return entry.handler
    }

    private static let notFound: @Sendable (Request) async throws -> Response = { _ in
        throw Problem(.noSuchRoute, "No route of this service has this path.")
    }

    private func options(_ methods: [String]) -> Response {
        var fields = HTTPFields()
        fields.append("Allow", methods.joined(separator: ", "))
        return Response(.noContent, fields: fields)
    }
}

private final class Entry {
    let method: HTTPMethod
    let route: Route
    let names: [String]
    let handler: Handler

    init(method: HTTPMethod, route: Route, names: [String], handler: @escaping Handler) {
        self.method = method
        self.route = route
        self.names = names
        self.handler = handler
    }
}

/// One segment of the templates that share what stands before it.
private final class Node {
    var entries: [Entry] = []
    private var literals: [(text: [UInt8], node: Node)] = []
    private var parameter: Node?

    func literalChild(_ text: [UInt8]) -> Node {
        if let known = literals.first(where: { $0.text == text }) { return known.node }
        let node = Node()
        literals.append((text, node))
        return node
    }

    func parameterChild() -> Node {
        if let parameter { return parameter }
        let node = Node()
        parameter = node
        return node
    }

    func entry(_ method: HTTPMethod) -> Entry? {
        for entry in entries where entry.method == method { return entry }
        if method == .head { return entry(.get) }
        return nil
    }

    var allowed: [String] {
        var methods = entries.map(\.method.name)
        if methods.contains("GET"), !methods.contains("HEAD") { methods.append("HEAD") }
        if !methods.contains("OPTIONS") { methods.append("OPTIONS") }
        return methods
    }

    /// `path[start...]` begins with the slash before a segment, or is empty. An empty segment (`//`, a trailing slash) matches nothing.
    func find(_ path: Span<UInt8>, from start: Int, _ values: inout [String]) -> Node? {
        if start >= path.count || (start == 0 && path.count == 1) { return entries.isEmpty ? nil : self }
        var end = start + 1
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        guard end > start + 1 else { return nil }
        for i in literals.indices where Self.same(literals[i].text, path, start + 1, end) {
            if let found = literals[i].node.find(path, from: end, &values) { return found }
        }
        guard let parameter else { return nil }
        var value: [UInt8] = []
        for i in start + 1..<end { value.append(path[i]) }
        values.append(String(decoding: value, as: UTF8.self))
        if let found = parameter.find(path, from: end, &values) { return found }
        values.removeLast()
        return nil
    }

    private static func same(_ text: [UInt8], _ path: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard text.count == end - start else { return false }
        for i in 0..<text.count where text[i] != path[start + i] { return false }
        return true
    }
}
