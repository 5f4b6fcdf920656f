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
    let list: ListAppointments
    let change: ChangeAppointment
    let appointments: any AppointmentStore
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
                var response = try Response.appointment(appointment, status: .created)
                response.fields.append("Location", "/api/appointments/\(try appointment.id)")
                return response
            } catch let problem as Problem where problem.status == .conflict {
                metrics.conflicts.add()
                throw problem
            }
        }
        registerReading(on: router)
        registerChanges(on: router)
    }

    private func registerReading(on router: Router) {
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/my") { request in
            let person = try authenticator.principal(of: request)
            let page = try PageRequest(request)
            let path = "/api/appointments/my"
            guard let lists, page == PageRequest() else {
                return try .appointments(try await list.mine(page, of: person), page, path: path)
            }
            let first = try await lists.firstPage(of: person) {
                let found = try await list.mine(page, of: person)
                let cursor = found.next?.cursor
                return (try JSONWriter.appointments(found.appointments, next: cursor), cursor)
            }
            return .appointments(first.page, next: first.cursor, page, path: path)
        }
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments") { request in
            let person = try authenticator.principal(of: request)
            try person.require(.admin)
            let page = try PageRequest(request, ofEveryone: true)
            return try .appointments(try await list.everyones(page, for: person), page, path: "/api/appointments")
        }
        // 200 · 404
        router.on(.get, "/api/appointments/:id") { request in
            let person = try authenticator.principal(of: request)
            guard let id = AppointmentID(request.parameter("id")),
                let appointment = try await appointments.appointment(id, for: person.viewer)
            else { throw Problem.noSuchAppointment }
            return try .appointment(appointment)
        }
        // 200 · 404
        router.on(.get, "/api/appointments/:id/history") { request in
            let person = try authenticator.principal(of: request)
            guard let id = AppointmentID(request.parameter("id")) else { throw Problem.noSuchAppointment }
            let history = try await appointments.history(of: id, for: person.viewer)
            guard !history.isEmpty else { throw Problem.noSuchAppointment }
            return .history(history)
        }
    }

    /// All: 200 · 400 invalid_json · 403 · 404 · 409 wrong_state · 412 · 415 · 422 validation_failed; a patient's cancelling and moving
    /// also 409 cancellation_too_late; moving also 409 slot_taken, patient_busy · 422 as booking.
    private func registerChanges(on router: Router) {
        onChange("approve", .approve, router) { _ in .approve }
        onChange("reject", .reject, router, AppointmentChange.Kind.reject(from:))
        onChange("complete", .complete, router, AppointmentChange.Kind.complete(from:))
        onChange("cancel", .cancel, router, AppointmentChange.Kind.cancel(from:))
        onChange("notes", .annotate, router, AppointmentChange.Kind.annotate(from:))
        router.on(.patch, "/api/appointments/:id/reschedule") { request in
            let person = try authenticator.principal(of: request)
            try person.require(.reschedule)
            let form = try RescheduleForm(from: ObjectDecoder(request.json()))
            return try .appointment(
                try await change.reschedule(
                    form, request.parameter("id"), by: person, ifMatch: EntityTags(request), trace: request.trace))
        }
    }

    private func onChange(
        _ name: String, _ action: AppointmentAction, _ router: Router, _ read: @escaping (Request) throws -> AppointmentChange.Kind
    ) {
        router.on(.patch, "/api/appointments/:id/\(name)") { request in
            let person = try authenticator.principal(of: request)
            try person.require(action)
            return try .appointment(
                try await change(
                    read(request), request.parameter("id"), by: person, ifMatch: EntityTags(request), trace: request.trace))
        }
    }
}
