import Postgres
import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// Beside what all routes of the service answer, see `AppointmentRoutes`.
struct ListRoutes {
    let list: ListAppointments
    let cache: MyListCache
    let authenticator: Authenticator

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/my") { request in
            let person = try authenticator.principal(of: request)
            let page = try PageRequest(request)
            guard page == PageRequest() else { return try answer(try await list.mine(page, of: person), request) }
            let first = try await cache.firstPage(of: person) {
                let found = try await list.mine(page, of: person)
                return PageCache.Page(bytes: try found.encoded(), cursor: found.nextCursor)
            }
            return Response.json(bytes: first.bytes).linked(toNext: first.cursor, of: request)
        }
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments") { request in
            let person = try authenticator.principal(of: request)
            try person.require(.admin)
            return try answer(try await list.everyones(PageRequest(request, ofEveryone: true), for: person), request)
        }
    }

    private func answer(_ page: ListPage<StoredAppointment>, _ request: Request) throws(PostgresError) -> Response {
        Response.json(bytes: try page.encoded()).linked(toNext: page.nextCursor, of: request)
    }
}
