import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime

/// The records of patients: the desk and admins see all, doctors those of their patients and whom they have registered, patients their own.
/// Beside what all routes of the service answer, see `AppointmentRoutes`.
struct PatientRoutes {
    private static let patients = "/api/appointments/patients"

    let patients: PatientStore
    let authenticator: Authenticator
    let log: AuditLog
    let ids: IdentifierSource
    let clock: WallClock
    let metrics: PatientMetrics

    /// How often to change a record again because it has changed meanwhile.
    private static let attempts = 4

    func register(on router: Router) {
        // 201 · 400 invalid_json, invalid_parameter · 403 · 409 likely_duplicates, identifier_taken, request_in_progress · 415
        // 422 idempotency_key_reused, validation_failed
        router.on(.post, Self.patients) { request in
            let person = try authenticator.principal(of: request, being: .desk, .doctor, .admin)
            return try await register(request, by: person)
        }
        // 200 · 400 invalid_parameter · 403 · 422 search_too_broad
        router.on(.get, Self.patients) { request in
            let person = try authenticator.principal(of: request, being: .desk, .doctor, .admin)
            let search = try PatientSearch(request)
            switch try await patients.find(search, for: PatientSight(of: person)) {
            case .tooBroad: throw Problem.searchTooBroad
            case .noPlace: throw Problem(.invalidParameter, "cursor must be a nextCursor as an answer of this route gave it.")
            case .found(let found):
                let page = try ListPage(found, limit: search.limit) { patient throws(PostgresError) in try patient.id.description }
                try await disclose(.listPatients, page.elements, to: person, request)
                return try .list("patients", page, of: request) { json, patient throws(PostgresError) in
                    try patient.write(to: &json)
                }
            }
        }
        // 200 · 404
        router.on(.get, "\(Self.patients)/:id") { request in
            let person = try authenticator.principal(of: request)
            let patient = try await patient(of: request, for: person)
            try await disclose(patient, to: person, request)
            return try .patient(patient)
        }
        // 200 · 400 invalid_json · 403 · 404 · 409 identifier_taken · 412 · 415 · 422 validation_failed, follows_account
        router.on(.patch, "\(Self.patients)/:id") { request in
            let person = try authenticator.principal(of: request, being: .desk, .doctor, .admin)
            return try await change(request, by: person)
        }
    }

    private func register(_ request: Request, by person: Principal) async throws -> Response {
        let confirm = try ListQuery(request, known: ["confirm"]).value("confirm", "new") { $0 == "new" ? true : nil }
        let form = try PatientForm(from: ObjectDecoder(request.json()), today: today)
        // That of an earlier attempt at the same request, which may have registered it already.
        let id = request.reference.map { UserID(UUIDValue(reference: $0)) } ?? ids.next()
        let registration = try await patients.register(
            form.details, as: id, by: person.userID, isNew: confirm ?? false,
            entry: Act(person, request).stamp(ids, at: clock.instant))
        switch registration {
        case .registered(let patient):
            metrics.registered.add()
            var response = try Response.patient(patient, status: .created)
            response.fields.append("Location", "\(Self.patients)/\(try patient.id)")
            return response
        case .identifierTaken: throw Problem.identifierTaken
        case .alike(let alike):
            metrics.alike.add()
            let seen = try await patients.patients(alike, for: PatientSight(of: person))
            try await disclose(.listPatients, seen, to: person, request)
            throw try Problem.likelyDuplicates(seen)
        }
    }

    private func change(_ request: Request, by person: Principal) async throws -> Response {
        let form = try PatientChangeForm(from: ObjectDecoder(request.json()), today: today)
        for _ in 0..<Self.attempts {
            let patient = try await patient(of: request, for: person)
            guard VersionTag.holds(request, for: try patient.version) else {
                throw Problem(.preconditionFailed, "The record has another version.")
            }
            if patient.hasAccount, !form.ofAccount.isEmpty { throw Problem.followsAccount(form.ofAccount) }
            let (before, after) = (try patient.details, form.applied(to: try patient.details))
            guard after != before else {
                try await disclose(patient, to: person, request)
                return try .patient(patient)
            }
            let change = try await patients.change(
                try patient.id, at: try patient.version, to: after, entry: Act(person, request).stamp(ids, at: clock.instant))
            switch change {
            case .changed(let patient): return try .patient(patient)
            case .identifierTaken: throw Problem.identifierTaken
            case .otherVersion: continue
            }
        }
        throw Problem(.overloaded, "The record is being changed all the time; try again.").with(field: "Retry-After", "1")
    }

    private func patient(of request: Request, for person: Principal) async throws -> PatientRecord {
        guard let id = UserID(request.parameter("id")), let patient = try await patients.patient(id, for: PatientSight(of: person))
        else {
            throw Problem.noSuchPatient
        }
        return patient
    }

    private func disclose(_ patient: PatientRecord, to person: Principal, _ request: Request) async throws(PostgresError) {
        let object = AuditObject(try patient.id.uuid, version: try patient.version)
        try await log.disclosed(.readPatient, by: Act(person, request), object, of: [try patient.id])
    }

    private func disclose(_ event: AuditEvent, _ patients: [PatientRecord], to person: Principal, _ request: Request)
        async throws(PostgresError)
    {
        let people = try patients.map { patient throws(PostgresError) in try patient.id }
        try await log.disclosed(event, by: Act(person, request, withQuery: true), of: people, isStrict: true)
    }

    private var today: CalendarDate { CalendarDate(holding: clock.instant.seconds) ?? .latest }
}
