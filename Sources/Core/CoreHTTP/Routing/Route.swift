/// The route that a request has met, for logs and metrics: never the path itself, which names people and has no end of values.
package struct Route: Sendable, Hashable {
    /// Small and dense within a router; 0 for what no route matches.
    package let index: Int
    /// `GET`
    package let method: String
    /// `/api/appointments/:id`
    package let template: String

    package static let unmatched = Route(index: 0, method: "other", template: "unmatched")
}
