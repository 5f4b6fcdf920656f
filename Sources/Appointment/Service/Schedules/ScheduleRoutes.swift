import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// When a doctor works: for the doctor, and for an admin, who says whose with `?doctorId=`; a desk may read it of the doctors whose book it
/// works with. What all of them answer beside what each says: 400 invalid_parameter · 403 · 404 `not_found` for another doctor's; all
/// but removing an absence also 404 `doctor_not_found` · 503 `auth_unavailable` for admins and desks.
struct ScheduleRoutes {
    let schedules: ScheduleStore
    let zones: ZoneCache
    let doctors: any DoctorDirectory
    let book: DeskBook
    let authenticator: Authenticator
    let ids: IdentifierSource
    let clock: WallClock

    func register(on router: Router) {
        // 200
        router.on(.get, "/api/appointments/schedule") { request in
            let person = try authenticator.principal(of: request)
            let doctor = try await doctor(request, for: [.doctor, .desk, .admin])
            if person.role == .desk, let assigned = try await book.doctors(of: person.userID), !assigned.contains(doctor) {
                throw Self.noSuchSchedule
            }
            return try await answer(doctor, person)
        }
        // 200 · 400 invalid_json · 415 · 422
        router.on(.put, "/api/appointments/schedule") { request in
            let doctor = try await doctor(request)
            try await schedules.replace(ScheduleForm.read(request.json(), zones: zones), of: doctor, entry: entry(request))
            return try await answer(doctor, authenticator.principal(of: request))
        }
        // 201 · 400 invalid_json · 409 request_in_progress · 415 · 422 idempotency_key_reused, validation_failed
        router.on(.post, "/api/appointments/time-off") { request in
            let doctor = try await doctor(request)
            let form = try TimeOffForm(request.json(), now: clock.instant)
            // An earlier attempt at the same request may have made it already.
            let id = request.reference.map { TimeOffID(UUIDValue(reference: $0)) } ?? ids.next()
            let timeOff = TimeOff(id: id, interval: form.interval, reason: form.reason)
            guard try await schedules.add(timeOff, of: doctor, at: clock.instant, entry: entry(request)) else {
                throw Problem(.validationFailed, "There are \(TimeOff.limit) absences already; remove one first.")
            }
            return .json(.created) { $0.value(timeOff, .shown) }
        }
        // 204; an admin need not say whose it is, and an absence can be removed even if its doctor is no doctor any more
        router.on(.delete, "/api/appointments/time-off/:id") { request in
            let person = try authenticator.principal(of: request)
            let doctor = try named(request, by: person)
            guard let id = TimeOffID(request.parameter("id")),
                try await schedules.remove(id, of: doctor, entry: entry(request))
            else {
                throw Problem(.notFound, "There is no such absence, or it is not yours.")
            }
            return Response(.noContent)
        }
    }

    private func entry(_ request: Request) throws(Problem) -> AuditStamp {
        Act(try authenticator.principal(of: request), request).stamp(ids, at: clock.instant)
    }

    private func answer(_ doctor: UserID, _ person: Principal) async throws -> Response {
        let (schedule, timeOff) = try await schedules.schedule(of: doctor, at: clock.instant)
        return .json { $0.value(schedule, timeOff, person.absenceTexts) }
    }

    /// Whose schedule it is: somebody who can be booked.
    private func doctor(_ request: Request, for roles: [Role] = [.doctor, .admin]) async throws -> UserID {
        let person = try authenticator.principal(of: request)
        guard let doctor = try named(request, by: person, roles) else {
            throw Problem(.invalidParameter, "doctorId must say whose schedule it is.")
        }
        if person.role != .doctor { _ = try await doctors.bookable(doctor, trace: request.trace) }
        return doctor
    }

    /// The doctor who asks, or whom somebody else names; nil when they name nobody.
    private func named(_ request: Request, by person: Principal, _ roles: [Role] = [.doctor, .admin]) throws(Problem) -> UserID? {
        try person.require(roles)
        let named = try ListQuery(request, known: ["doctorId"]).value("doctorId", "the id of a doctor", UserID.init(_:))
        guard person.role == .doctor else { return named }
        guard named == nil || named == person.userID else {
            throw Self.noSuchSchedule
        }
        return person.userID
    }

    private static var noSuchSchedule: Problem { Problem(.notFound, "There is no such schedule, or it is not yours.") }
}
