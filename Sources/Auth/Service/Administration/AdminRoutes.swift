import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// What admins can see and do with accounts; 403 `forbidden` for everybody else.
struct AdminRoutes {
    let users: UserStore
    let showUser: ShowUser
    let changeAccount: ChangeAccount
    let resetFactors: ResetFactors
    let end: EndSessions
    let authenticator: Authenticator
    let log: AuditLog

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/users") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            let query = try ListQuery(request, known: ["q", "role", "active", "limit", "cursor"])
            let filter = UserFilter(
                words: try query.words(), role: try query.value("role", "PATIENT, DOCTOR, DESK or ADMIN", Role.init(rawValue:)),
                active: try query.value("active", "true or false", Bool.init))
            let limit = try query.limit()
            let position = try query.cursor(PagePosition.init(cursor:))
            let found = try await users.users(filter, after: position, limit: limit + 1)
            let page = ListPage(found, limit: limit) { PagePosition(at: $0.createdAt, id: $0.id.uuid).cursor }
            let act = Act(accountsBy: admin, request, withQuery: true)
            try await log.disclosed(.accounts, by: act, of: page.elements.map(\.id), isStrict: true)
            return .list("users", page, of: request) { $0.value($1) }
        }
        // 200 · 404
        router.on(.get, "/api/auth/users/:id") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            let user = try await showUser(request.parameter("id"))
            try await disclose(user, to: admin, request)
            return .json { $0.value(user) }
        }
        // 204 · 401 reauthentication_required · 404
        router.on(.post, "/api/auth/users/:id/logout") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            try authenticator.requireRecent(admin)
            let user = try await showUser(request.parameter("id"))
            try await end.logOut(user.id, by: admin, on: Device(request))
            return Response(.noContent)
        }
        // 202 with when the factors will go · 400 invalid_json · 401 reauthentication_required · 404 · 409 reset_pending · 415 ·
        // 422
        router.on(.post, "/api/auth/users/:id/reset-factors") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            try authenticator.requireRecent(admin)
            let due = try await resetFactors.ask(request.parameter("id"), request.json(), by: admin, on: Device(request))
            return .json(.accepted) { json in
                json.beginObject()
                json.field("dueAt", due)
                json.endObject()
            }
        }
        // 200 · 400 invalid_json · 401 reauthentication_required · 404 · 409 last_admin · 415 · 422
        router.on(.patch, "/api/auth/users/:id") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            let body = try request.json()
            // Changing a role needs a recent sign-in.
            if body["role"] != nil { try authenticator.requireRecent(admin) }
            let (user, isChanged) = try await changeAccount(request.parameter("id"), body, by: admin, on: Device(request))
            // The change's own entry tells of it otherwise.
            if !isChanged { try await disclose(user, to: admin, request) }
            return .json { $0.value(user) }
        }
    }

    private func disclose(_ user: User, to admin: Principal, _ request: Request) async throws {
        let object = AuditObject(user.id, version: user.version)
        try await log.disclosed(.readAccount, by: Act(accountsBy: admin, request), object, of: [user.id], isStrict: true)
    }
}
