import Postgres
import Access
import AppointmentDomain
import Audit
import Basics
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import OpenSSL

/// Beside what all routes of the service answer, see `AppointmentRoutes`. Whoever looks again at a list that is as it was shows its entity
/// tag and is told so, with 304: nothing is disclosed, and the access log has no entry of it.
struct ListRoutes {
    let list: ListAppointments
    let cache: MyListCache
    let authenticator: Authenticator
    let log: AuditLog

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/my") { request in
            let person = try authenticator.principal(of: request)
            // Before the cache, which has a page for a person and not for each of their roles.
            try person.require(.patient, .doctor)
            let page = try PageRequest(request)
            guard page == PageRequest() else {
                return try await answer(try await list.mine(page, of: person), person, Sight(of: person), request)
            }
            let first = try await cache.firstPage(of: person) {
                let found = try await list.mine(page, of: person)
                return PageCache.Page(bytes: try found.encoded(person.texts), cursor: found.nextCursor)
            }
            let patients = person.role == .patient ? [person.userID] : PatientsOfPage.read(first.bytes)
            try await log.disclosed(.list, by: Act(person, request), of: patients)
            return Response.json(bytes: first.bytes).linked(toNext: first.cursor, of: request)
        }
        // 200 · 304 · 400 invalid_parameter · 403 grant_required
        router.on(.get, "/api/appointments") { request in
            let person = try authenticator.principal(of: request, being: .doctor, .desk, .admin)
            let asked = try PageRequest(request, ofEveryone: true)
            let (page, sight) = try await list.everyones(asked, for: person)
            guard sight.purpose == nil else {
                return try await answer(page, person, sight, request, about: asked.filter.patient)
            }
            let tag = "\"\(Hexadecimal.encode(Array(SHA256.hash(try page.encoded(sight.texts)).prefix(16))))\""
            var response =
                request.noneMatch.contains(tag) ? Response(.notModified) : try await answer(page, person, sight, request)
            response.fields.append("ETag", tag)
            return response
        }
    }

    /// `patient`: whom it is about even when it is empty.
    private func answer(
        _ page: ListPage<StoredAppointment>, _ person: Principal, _ sight: Sight, _ request: Request, about patient: UserID? = nil
    ) async throws(PostgresError) -> Response {
        let bytes = try page.encoded(sight.texts)
        var people = PatientsOfPage.read(bytes)
        if let patient { people.insert(patient) }
        try await log.disclosed(.list, by: Act(person, request, withQuery: true, purpose: sight.purpose), of: people)
        return Response.json(bytes: bytes).linked(toNext: page.nextCursor, of: request)
    }
}

extension Request {
    /// The entity tags of `If-None-Match` (RFC 9110 section 13.1.2), which are compared weakly: the edge weakens those of what it compresses.
    fileprivate var noneMatch: [String] {
        head.fields("if-none-match").flatMap { $0.split(separator: ",") }.map { element in
            let tag = element.drop { $0 == " " }.prefix { $0 != " " }
            return String(tag.hasPrefix("W/") ? tag.dropFirst(2) : tag)
        }
    }
}
