import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// One appointment and its history. What all routes of the service answer beside what each says: 401 `unauthenticated`,
/// `token_expired`, 503 `store_unavailable`, `overloaded` with Retry-After.
struct AppointmentRoutes {
    let appointments: AppointmentStore
    let unreadable: UnreadableRows
    let authenticator: Authenticator
    let log: AuditLog

    func register(on router: Router) {
        // 200 · 404 · 503 appointment_unreadable
        router.on(.get, "/api/appointments/:id") { request in
            let person = try authenticator.principal(of: request)
            guard let id = AppointmentID(request.parameter("id")),
                let (appointment, sight) = try await appointments.seen(id, by: person)
            else { throw Problem.noSuchAppointment }
            try unreadable.require(appointment)
            try await log.disclosed(.read, by: Act(person, request, purpose: sight.purpose), appointment)
            return try .appointment(appointment, sight.texts)
        }
        // 200 · 404
        router.on(.get, "/api/appointments/:id/history") { request in
            let person = try authenticator.principal(of: request)
            guard let id = AppointmentID(request.parameter("id")) else { throw Problem.noSuchAppointment }
            guard let (patient, history, sight) = try await appointments.historySeen(of: id, by: person) else {
                throw Problem.noSuchAppointment
            }
            let act = Act(person, request, purpose: sight.purpose)
            try await log.disclosed(.history, by: act, AuditObject(id.uuid), of: [patient])
            return .history(history, sight.texts)
        }
    }
}
