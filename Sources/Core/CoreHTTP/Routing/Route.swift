/// The route that a request has matched, for logs and metrics: never the path itself, which names people and has any number of
/// values.
/// A reference, because every request carries one.
package final class Route: Sendable, Hashable {
    /// Small and dense within a router; 0 for what no route matches.
    package let index: Int
    /// `GET`
    package let method: String
    /// `/api/appointments/:id`
    package let template: String

    init(index: Int, method: String, template: String) {
        self.index = index
        self.method = method
        self.template = template
    }

    package static let unmatched = Route(index: 0, method: "other", template: "unmatched")

    package static func == (a: Route, b: Route) -> Bool {
        a.index == b.index && a.method == b.method && a.template == b.template
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(index) }
}
