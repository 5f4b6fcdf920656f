import ServiceRuntime
import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// Beside what all routes of the service answer, see `AppointmentRoutes`.
struct BookingRoutes {
    let book: BookAppointment
    let authenticator: Authenticator
    let metrics: BookingMetrics

    func register(on router: Router) {
        // 201 · 400 invalid_json · 403 · 404 doctor_not_found, not_found · 409 slot_taken, patient_busy, request_in_progress · 415
        // 422 idempotency_key_reused, validation_failed, in_the_past, too_soon, nonexistent_time, outside_hours, off_grid, beyond_horizon
        // 503 auth_unavailable
        router.on(.post, "/api/appointments") { request in
            let person = try authenticator.principal(of: request)
            do {
                let earlier = request.reference.map { AppointmentID(UUIDValue(reference: $0)) }
                let appointment = try await book(request.json(), by: Act(person, request), as: earlier)
                metrics.bookings.add()
                var response = try Response.appointment(appointment, person.texts, status: .created)
                response.fields.append("Location", "/api/appointments/\(try appointment.id)")
                return response
            } catch let problem as Problem where problem.status == .conflict {
                metrics.conflicts.add()
                throw problem
            }
        }
    }
}
