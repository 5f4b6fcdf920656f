import Contracts
package import CoreHTTP

/// The query of a list route: each parameter at most once, and only those that the route knows. Anything else is 400
/// `invalid_parameter`.
package struct ListQuery {
    package static let limits = 1...100
    package static let standardLimit = 20

    private let parameters: [(name: String, value: String)]

    package init(_ request: Request, known: [String]) throws(Problem) {
        guard let parameters = request.queryParameters else {
            throw Problem(.invalidParameter, "The query is not form-encoded text.")
        }
        for (index, (name, _)) in parameters.enumerated() {
            guard known.contains(name) else {
                throw Problem(
                    .invalidParameter, "There is a parameter that is not known here; \(known.joined(separator: ", ")) are.")
            }
            guard !parameters[..<index].contains(where: { $0.name == name }) else {
                throw Problem(.invalidParameter, "\(name) is given twice.")
            }
        }
        self.parameters = parameters
    }

    private subscript(name: String) -> String? {
        parameters.firstIndex { $0.name == name }.map { parameters[$0].value }
    }

    /// `limit`: how many elements a page has at most.
    package func limit() throws(Problem) -> Int {
        guard let text = self["limit"] else { return Self.standardLimit }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let limit = Int(text), Self.limits.contains(limit) else {
            throw Problem(
                .invalidParameter, "limit must be a whole number from \(Self.limits.lowerBound) to \(Self.limits.upperBound).")
        }
        return limit
    }

    /// The text of a parameter; nil when it is absent or empty.
    package func text(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The value of a parameter; nil when it is absent or empty. `expected` completes "must be".
    package func value<Value>(
        _ name: String, _ expected: @autoclosure () -> String, _ read: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = read(text) else { throw Problem(.invalidParameter, "\(name) must be \(expected()).") }
        return value
    }

    package func flag(_ name: String) throws(Problem) -> Bool {
        switch self[name] {
        case nil, "false": return false
        case "true": return true
        default: throw Problem(.invalidParameter, "\(name) must be true or false.")
        }
    }

    /// `cursor`: where the page begins, as an earlier answer's `nextCursor` gave it.
    package func cursor<Position>(_ read: (String) -> Position?) throws(Problem) -> Position? {
        guard let text = self["cursor"] else { return nil }
        guard let position = read(text) else {
            throw Problem(.invalidParameter, "cursor must be a nextCursor as an answer of this route gave it.")
        }
        return position
    }
}
