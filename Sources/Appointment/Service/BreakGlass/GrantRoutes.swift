import Access
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime

/// Who has to read a patient's appointments and otherwise may not asks for it here, for minutes; another admin reviews it. Beside what all
/// routes of the service answer, see `AppointmentRoutes`.
struct GrantRoutes {
    static let template = "/api/appointments/break-glass"

    let grants: GrantStore
    let patients: AuthPatients
    let authenticator: Authenticator
    let log: AuditLog
    let ids: IdentifierSource
    let clock: WallClock
    let metrics: GrantMetrics
    let commits: CommitSignal

    func register(on router: Router) {
        // 201 · 400 invalid_json · 401 reauthentication_required · 403 review_overdue · 404 patient_not_found · 409 grant_running · 415
        // 422 validation_failed · 503 auth_unavailable
        router.on(.post, Self.template) { request in
            let person = try authenticator.principal(of: request, being: .doctor, .admin)
            // With a second factor where the account has one: auth lets nobody sign in without it.
            try authenticator.requireRecent(person)
            let form = try GrantForm(from: ObjectDecoder(request.json()))
            let entry = Act(person, request, purpose: form.purpose).stamp(ids, at: clock.instant)
            let opening = try await grants.open(
                form, of: try await patient(form.patient, request), as: ids.next(), by: person,
                traceparent: request.trace.traceparent, entry: entry)
            guard case .open(let grant) = opening else { throw Problem(opening) }
            commits.published()
            metrics.opened(for: form.purpose)
            return try .grant(grant, status: .created)
        }
        // 200 · 400 invalid_parameter · 403
        router.on(.get, Self.template) { request in
            let person = try authenticator.principal(of: request, being: .doctor, .admin)
            let query = try ListQuery(request, known: ["state", "limit", "cursor"])
            let (limit, states) = (
                try query.limit(), try query.value("state", "of \(Self.states), several separated by commas", Self.states)
            )
            let position = try query.cursor(PagePosition.init(cursor:)) ?? .beginning
            let found = try await grants.grants(
                of: person.role == .admin ? nil : person.userID, in: states ?? Grant.State.allCases, after: position,
                limit: limit + 1)
            let page = try ListPage(found, limit: limit) { grant throws(PostgresError) in
                PagePosition(at: try grant.startsAt, id: try grant.id.uuid).cursor
            }
            try await log.disclosed(
                .listGrants, by: Act(person, request),
                of: try page.elements.map { grant throws(PostgresError) in try grant.patientID })
            return try .list("grants", page, of: request) { json, grant throws(PostgresError) in try grant.write(to: &json) }
        }
        // 200 · 403 · 404 · 409 grant_over
        router.on(.post, "/api/appointments/break-glass/:id/end") { request in
            let person = try authenticator.principal(of: request, being: .doctor, .admin)
            let entry = Act(person, request).stamp(ids, at: clock.instant)
            switch try await grants.end(try Self.id(of: request), by: person.userID, entry: entry) {
            case .ended(let grant): return try .grant(grant)
            case .none: throw Problem.noSuchGrant
            case .over: throw Problem(.grantOver, "It has ended before.")
            }
        }
        // 200 · 400 invalid_json · 403 own_grant · 404 · 409 grant_running, grant_reviewed · 415 · 422 validation_failed
        router.on(.post, "/api/appointments/break-glass/:id/review") { request in
            let person = try authenticator.principal(of: request, being: .admin)
            let (id, form) = (try Self.id(of: request), try ReviewForm(from: ObjectDecoder(request.json())))
            let entry = Act(person, request).stamp(ids, at: clock.instant)
            let review = try await grants.review(id, form, by: person.userID, entry: entry)
            guard case .reviewed(let grant) = review else { throw Problem(review) }
            return try .grant(grant)
        }
    }

    /// Nobody's address goes the whole way, too: whether somebody has an account is nothing that the time it takes may tell.
    private func patient(_ patient: GrantForm.Patient, _ request: Request) async throws -> UserID {
        switch patient {
        case .id(let id): return id
        case .email(let email):
            do throws(AuthUnavailable) {
                return try await patients.person(with: email, trace: request.trace) ?? ids.next()
            } catch {
                throw Problem(.authUnavailable, "It cannot be checked at the moment whose address it is; try again.").with(
                    field: "Retry-After", "1")
            }
        }
    }

    private static func id(of request: Request) throws(Problem) -> GrantID {
        guard let id = GrantID(request.parameter("id")) else { throw Problem.noSuchGrant }
        return id
    }

    private static let states = Grant.State.allCases.map(\.rawValue).joined(separator: ", ")

    private static func states(_ text: String) -> [Grant.State]? {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map { Grant.State(rawValue: String($0)) }
        let states = words.compactMap(\.self)
        return states.count == words.count ? states : nil
    }
}
