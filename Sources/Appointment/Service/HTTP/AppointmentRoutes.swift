import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// The service's routes and every status they answer; what all of them share: 401 `unauthenticated`, `token_expired`,
/// 503 `store_unavailable`, `overloaded` with Retry-After.
struct AppointmentRoutes {
    let book: BookAppointment
    let listMine: ListMyAppointments
    let approve: ApproveAppointment
    /// Nil: every list comes from the database.
    let lists: MyListCache?
    let authenticator: Authenticator
    let metrics: AppointmentMetrics

    func register(on router: Router) {
        // 201 · 400 invalid_json · 403 · 404 doctor_not_found · 409 slot_taken, patient_busy, request_in_progress · 415
        // 422 idempotency_key_reused, validation_failed, in_the_past, too_soon, nonexistent_time, outside_hours, beyond_horizon
        // 503 auth_unavailable
        router.on(.post, "/api/appointments") { request in
            let patient = try authenticator.principal(of: request)
            try patient.require(.patient)
            do {
                let earlier = request.reference.map { AppointmentID(UUIDValue(reference: $0)) }
                let appointment = try await book(request.json(), by: patient, as: earlier, trace: request.trace)
                metrics.bookings.add()
                var response = Response.appointment(appointment, status: .created)
                response.fields.append("Location", "/api/appointments/\(appointment.id)")
                return response
            } catch let problem as Problem where problem.status == .conflict {
                metrics.conflicts.add()
                throw problem
            }
        }
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/my") { request in
            let person = try authenticator.principal(of: request)
            let page = try PageRequest(request)
            let path = "/api/appointments/my"
            guard let lists, page == PageRequest() else {
                return .appointments(try await listMine(page, for: person), limit: page.limit, path: path)
            }
            let first = try await lists.firstPage(of: person) {
                let found = try await listMine(page, for: person)
                return (JSONWriter.appointments(found), found.next?.cursor)
            }
            return .appointments(first.page, next: first.cursor, limit: page.limit, path: path)
        }
        // 200 · 403 · 404 · 409 wrong_state · 412
        router.on(.patch, "/api/appointments/:id/approve") { request in
            let doctor = try authenticator.principal(of: request)
            try doctor.require(.doctor)
            let appointment = try await approve(
                request.parameter("id"), by: doctor, ifMatch: EntityTags(request), trace: request.trace)
            return .appointment(appointment)
        }
    }
}
