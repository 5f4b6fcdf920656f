import Access
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// Which doctors' book a front desk works with: admins say, the desk itself may read. Beside what all routes of the service answer, see
/// `AppointmentRoutes`.
struct DeskRoutes {
    let desks: DeskStore
    let directory: DeskDirectory
    let doctors: any DoctorDirectory
    let authenticator: Authenticator
    let ids: IdentifierSource
    let clock: WallClock

    private static let path = "/api/appointments/desks/:id/doctors"

    func register(on router: Router) {
        // 200 · 403 · 404 · 503 auth_unavailable for admins
        router.on(.get, Self.path) { request in
            let person = try authenticator.principal(of: request, being: .desk, .admin)
            guard let desk = UserID(request.parameter("id")), person.role == .admin || desk == person.userID else {
                throw Self.noSuchDesk
            }
            if person.role == .admin { try await require(desk, request) }
            return answer(try await desks.assignment(of: desk))
        }
        // 200 · 400 invalid_json · 403 · 404 · 412 · 415 · 422 validation_failed · 503 auth_unavailable
        router.on(.put, Self.path) { request in
            let person = try authenticator.principal(of: request, being: .admin)
            guard let desk = UserID(request.parameter("id")) else { throw Self.noSuchDesk }
            let form = try DeskForm(from: ObjectDecoder(request.json()))
            try await require(desk, request)
            try await requireDoctors(form, of: desk, request)
            let entry = Act(person, request).stamp(ids, at: clock.instant)
            let allows = { VersionTag.holds(request, for: $0) }
            guard let assignment = try await desks.assign(Set(form.doctors), to: desk, entry: entry, if: allows) else {
                throw Problem(.preconditionFailed, "The desk's doctors have changed since; read them again.")
            }
            return answer(assignment)
        }
    }

    private func require(_ desk: UserID, _ request: Request) async throws(Problem) {
        let isDesk: Bool
        do throws(AuthUnavailable) { isDesk = try await directory.has(desk, trace: request.trace) } catch { throw error.problem }
        guard isDesk else { throw Self.noSuchDesk }
    }

    /// Whoever is assigned already may stay: a doctor who is switched off can come back. The others can be booked.
    private func requireDoctors(_ form: DeskForm, of desk: UserID, _ request: Request) async throws {
        let known = Set(try await desks.assignment(of: desk).doctors)
        var errors: [FieldError] = []
        for (index, doctor) in form.doctors.enumerated() where !known.contains(doctor) {
            if try await isBookable(doctor, request) { continue }
            let place = JSONPointer.root.appending("doctorIds").appending(index)
            errors.append(FieldError(pointer: place, code: .rule, detail: "is no doctor who can be booked: \(doctor)"))
        }
        guard errors.isEmpty else { throw ValidationErrors(errors) }
    }

    private func isBookable(_ doctor: UserID, _ request: Request) async throws(Problem) -> Bool {
        do throws(AuthUnavailable) { return try await doctors.doctor(doctor, trace: request.trace) != nil } catch {
            throw error.problem
        }
    }

    /// `{doctorIds}`
    private func answer(_ assignment: DeskAssignment) -> Response {
        var response = Response.json { json in
            json.beginObject()
            json.key("doctorIds")
            json.beginArray()
            for doctor in assignment.doctors { json.value(doctor) }
            json.endArray()
            json.endObject()
        }
        response.fields.append("ETag", VersionTag.text(assignment.version))
        return response
    }

    private static var noSuchDesk: Problem { Problem(.notFound, "There is no such desk, or it is not yours.") }
}
