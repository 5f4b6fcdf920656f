package import CoreHTTP
package import HTTPWire

/// A row of the table: who may use a route at all. Whose data he then finds is each route's own tests' affair.
package struct RouteRule: Sendable {
    package enum Audience: Sendable, Equatable {
        case anyone
        case signedIn
        case only(Set<Caller>)
        case services
        /// A token of the request's own decides, one that none of the callers has: 400 or 401.
        case bearers
    }

    /// What a caller was told, as far as it matters here.
    package struct Verdict: Sendable {
        let status: Int
        let code: String?

        package init(status: Int, code: String?) {
            self.status = status
            self.code = code
        }

        package init(_ response: Response) {
            status = response.status.code
            if case .bytes(let bytes) = response.body { code = (try? JSONReader.parse(bytes))?["code"]?.text } else { code = nil }
        }
    }

    package let method: HTTPMethod
    package let template: String
    package let audience: Audience

    package init(_ method: HTTPMethod, _ template: String, for audience: Audience) {
        self.method = method
        self.template = template
        self.audience = audience
    }

    private var name: String { "\(method.name) \(template)" }

    private func admits(_ caller: Caller) -> Bool {
        switch audience {
        case .anyone: true
        case .signedIn: Caller.persons.contains(caller)
        case .only(let some): some.contains(caller)
        case .services: caller == .service
        case .bearers: false
        }
    }

    /// Nil when the answer is the table's: 401 for who is not known here, 403 `forbidden` for the wrong role, and anything but
    /// these and a failure for the others.
    private func violation(_ caller: Caller, _ verdict: Verdict) -> String? {
        let isRefusal = ["unauthenticated", "session_revoked", "token_expired", "forbidden"].contains(verdict.code)
        let isRight =
            if admits(caller) {
                !isRefusal && verdict.status < 500 || verdict.code == "not_configured"
            } else if Caller.persons.contains(caller), case .only = audience {
                verdict.status == 403 && verdict.code == "forbidden"
            } else {
                verdict.status == 401 || audience == .bearers && verdict.status == 400
            }
        return isRight ? nil : "\(name) as \(caller): \(verdict.status) \(verdict.code ?? "")"
    }

    /// Holds a router against its part of the table, calling every route as everybody; a line for each difference, for a route
    /// without a row and for a row without a route.
    package static func violations(
        of routes: [Route], against table: [RouteRule], _ call: (HTTPMethod, String, Caller) async throws -> Verdict
    ) async throws -> [String] {
        let served = Set(routes.map { "\($0.method) \($0.template)" })
        let known = Set(table.map(\.name))
        var violations = served.subtracting(known).map { "\($0) has no row in RouteTable" }
        violations += known.subtracting(served).map { "\($0) is in RouteTable and not served" }
        for rule in table where served.contains(rule.name) {
            let path = rule.template.split(separator: "/").map { $0.hasPrefix(":") ? "01979f3e-0000-7000-8000-000000000001" : $0 }
            for caller in Caller.allCases {
                if let violation = rule.violation(caller, try await call(rule.method, "/" + path.joined(separator: "/"), caller)) {
                    violations.append(violation)
                }
            }
        }
        return violations
    }
}
