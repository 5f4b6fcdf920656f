import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// Doctors who have registered where admins approve them; 403 `forbidden` for everybody but admins.
struct ApprovalsFeature: Feature {
    private let store: ApprovalStore
    private let decide: DecideApproval
    private let authenticator: Authenticator
    private let log: AuditLog

    init(_ loop: LoopContext, letters: Letters, users: UserStore, announcer: Announcer, events: SecurityEvents, log: AuditLog) {
        store = ApprovalStore(pool: loop.pool, letters: letters)
        decide = DecideApproval(store: store, users: users, announcer: announcer, events: events, clock: loop.clock)
        authenticator = loop.authenticator
        self.log = log
    }

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/approvals") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            let query = try ListQuery(request, known: ["state", "limit", "cursor"])
            let state = try query.value("state", "WAITING or REFUSED", Approval.init(rawValue:)) ?? .waiting
            let limit = try query.limit()
            let position = try query.cursor(PagePosition.init(cursor:))
            let found = try await store.accounts(state, after: position, limit: limit + 1)
            let page = ListPage(found, limit: limit) { PagePosition(at: $0.createdAt, id: $0.id.uuid).cursor }
            let act = Act(accountsBy: admin, request, withQuery: true)
            try await log.disclosed(.approvals, by: act, of: page.elements.map(\.id), isStrict: true)
            return .list("users", page, of: request) { $0.value($1) }
        }
        // 200 · 401 reauthentication_required · 404 · 409 approval_decided
        router.on(.post, "/api/auth/approvals/:id/approve") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            try authenticator.requireRecent(admin)
            let user = try await decide.approve(request.parameter("id"), by: admin, on: Device(request))
            return .json { $0.value(user) }
        }
        // 200 · 400 invalid_json · 404 · 409 approval_decided · 415 · 422
        router.on(.post, "/api/auth/approvals/:id/refuse") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            let user = try await decide.refuse(request.parameter("id"), request.json(), by: admin, on: Device(request))
            return .json { $0.value(user) }
        }
    }
}
