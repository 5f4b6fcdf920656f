package import Contracts
package import CoreHTTP
package import HTTPWire

/// What a service records of each of its routes: its one audited table. Each service's tests hold it against the router, so that no route
/// is without a line.
package struct AuditPolicy: Sendable {
    package struct Line: Sendable {
        package enum Record: Sendable, Equatable {
            /// A change: its entry is written by its own statement, or not at all.
            case change(AuditEvent)
            /// Data of people are shown: its entry is committed before the answer goes out, within a second for one's own data.
            case disclosure(AuditEvent)
            /// No data of a patient, and why.
            case nothing(String)
        }

        package let method: HTTPMethod
        package let template: String
        package let record: Record

        package init(_ method: HTTPMethod, _ template: String, _ record: Record) {
            (self.method, self.template, self.record) = (method, template, record)
        }

        /// What a refusal is recorded as.
        var event: AuditEvent? {
            switch record {
            case .change(let event), .disclosure(let event): event
            case .nothing: nil
            }
        }
    }

    package let lines: [Line]
    /// The usual purpose of somebody in a role, in this service.
    package let purpose: @Sendable (Role) -> AuditEntry.Purpose
    private let events: [String: AuditEvent]

    package init(_ lines: [Line], purpose: @escaping @Sendable (Role) -> AuditEntry.Purpose = { AuditEntry.Purpose(of: $0) }) {
        self.lines = lines
        self.purpose = purpose
        events = Dictionary(
            lines.compactMap { line in line.event.map { (Self.name(line.method.name, line.template), $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    func event(of route: Route) -> AuditEvent? { events[Self.name(route.method, route.template)] }

    /// A line for each route that is not in the table, is there twice, or is in the table and not served.
    package func violations(of routes: [Route]) -> [String] {
        let served = Set(routes.map { Self.name($0.method, $0.template) })
        let names = lines.map { Self.name($0.method.name, $0.template) }
        return served.subtracting(names).sorted().map { "\($0) has no line in the audit policy" }
            + Set(names).subtracting(served).sorted().map { "\($0) has a line in the audit policy and is not served" }
            + Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.sorted().map { "\($0) has two lines" }
    }

    private static func name(_ method: String, _ template: String) -> String { "\(method) \(template)" }
}
