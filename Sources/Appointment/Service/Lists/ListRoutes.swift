import Postgres
import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// Beside what all routes of the service answer, see `AppointmentRoutes`.
struct ListRoutes {
    let list: ListAppointments
    let cache: MyListCache
    let authenticator: Authenticator
    let log: AuditLog

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/my") { request in
            let person = try authenticator.principal(of: request)
            let page = try PageRequest(request)
            guard page == PageRequest() else { return try await answer(try await list.mine(page, of: person), person, request) }
            let first = try await cache.firstPage(of: person) {
                let found = try await list.mine(page, of: person)
                return PageCache.Page(bytes: try found.encoded(), cursor: found.nextCursor)
            }
            let patients = person.role == .patient ? [person.userID] : PatientsOfPage.read(first.bytes)
            try await log.disclosed(.list, by: Act(person, request), of: patients)
            return Response.json(bytes: first.bytes).linked(toNext: first.cursor, of: request)
        }
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments") { request in
            let person = try authenticator.principal(of: request)
            try person.require(.admin)
            return try await answer(try await list.everyones(PageRequest(request, ofEveryone: true), for: person), person, request)
        }
    }

    private func answer(_ page: ListPage<StoredAppointment>, _ person: Principal, _ request: Request) async throws(PostgresError)
        -> Response
    {
        let bytes = try page.encoded()
        try await log.disclosed(.list, by: Act(person, request, withQuery: true), of: PatientsOfPage.read(bytes))
        return Response.json(bytes: bytes).linked(toNext: page.nextCursor, of: request)
    }
}
