import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// Beside what all routes of the service answer, see `AppointmentRoutes`.
struct ChangeRoutes {
    let change: ChangeAppointment
    let authenticator: Authenticator

    /// All: 200 · 400 invalid_json · 403 · 404 · 409 wrong_state · 412 · 415 · 422 validation_failed; a patient's cancelling and moving
    /// also 409 cancellation_too_late; uncompleting also 409 undo_too_late; moving also 404 doctor_not_found · 409 slot_taken, patient_busy ·
    /// 422 as booking · 503 auth_unavailable.
    func register(on router: Router) {
        onChange("approve", .approve, router) { _ in .approve }
        onChange("reject", .reject, router, AppointmentChange.Kind.reject(from:))
        onChange("complete", .complete, router, AppointmentChange.Kind.complete(from:))
        onChange("uncomplete", .uncomplete, router) { _ in .uncomplete }
        onChange("cancel", .cancel, router, AppointmentChange.Kind.cancel(from:))
        onChange("notes", .annotate, router, AppointmentChange.Kind.annotate(from:))
        router.on(.patch, "/api/appointments/:id/reschedule") { request in
            let person = try authenticator.principal(of: request)
            try person.require(.reschedule)
            let form = try RescheduleForm(from: ObjectDecoder(request.json()))
            return try .appointment(
                try await change.reschedule(
                    form, request.parameter("id"), by: Act(person, request), ifMatch: EntityTags(request)), person.texts)
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
                    read(request), request.parameter("id"), by: Act(person, request), ifMatch: EntityTags(request)), person.texts)
        }
    }
}
