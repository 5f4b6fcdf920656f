import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

/// Patients' records in appointment_db. Each method is one statement and its own transaction, but for a later page of a search, which first looks
/// where the one before has ended.
struct PatientStore {
    let pool: PostgresPool

    enum Registration: Sendable {
        case registered(PatientRecord)
        /// These are likely the same patient, whoever may see them.
        case alike([UserID])
        /// Another patient has one of the identifiers.
        case identifierTaken
    }

    enum Change: Sendable {
        case changed(PatientRecord)
        case otherVersion
        case identifierTaken
    }

    enum Page: Sendable {
        case found([PatientRecord])
        case tooBroad
        /// There is no record to go on after.
        case noPlace
    }

    /// Nil: there is none, or it is none of theirs.
    func patient(_ id: UserID, for sight: PatientSight) async throws(PostgresError) -> PatientRecord? {
        let values: [PostgresValue] =
            switch sight {
            case .all: [.null, .null]
            case .doctor(let doctor): [.id(doctor), .null]
            case .own(let person): [.null, .id(person)]
            }
        guard let row = try await pool.query(PatientStatements.one, [.id(id)] + values).first else { return nil }
        return try PatientRecord(RowOf(row))
    }

    /// Those of them that this person sees.
    func patients(_ ids: [UserID], for sight: PatientSight) async throws(PostgresError) -> [PatientRecord] {
        let doctor: PostgresValue = if case .doctor(let doctor) = sight { .id(doctor) } else { .null }
        return try Self.records(try await pool.query(PatientStatements.several, [.ids(ids), doctor]))
    }

    /// Likely the same patients are no hindrance when `isNew`.
    func register(_ details: PatientDetails, as id: UserID, by person: UserID, isNew: Bool, entry: AuditStamp)
        async throws(PostgresError)
        -> Registration
    {
        let values: [PostgresValue] = [.id(id)] + details.values + [.id(person), .bool(isNew)] + entry.values
        do throws(PostgresError) {
            guard
                let found = try await pool.query(PatientStatements.register, values, attempts: AppointmentStore.attempts).first
            else { return .alike([]) }
            let row = RowOf<RegistrationColumn>(found)
            if try row.bool(.isMade) {
                return .registered(PatientRecord(row: row.next(), identifiers: details.identifiers))
            }
            if try row.bool(.isTaken) { return .identifierTaken }
            return .alike(try row.uuidArray(.alike).compactMap { $0.map { UserID(UUIDValue(high: $0.high, low: $0.low)) } })
        } catch {
            switch error.constraint {
            case "patient_identifiers_once": return .identifierTaken
            case "patients_pkey":
                guard let made = try await pool.query(PatientStatements.registered, [.id(id), .id(person)]).first else {
                    throw error
                }
                return .registered(try PatientRecord(RowOf(made)))
            default: throw error
            }
        }
    }

    /// Unless it has another version meanwhile.
    func change(_ id: UserID, at version: Int64, to details: PatientDetails, entry: AuditStamp) async throws(PostgresError)
        -> Change
    {
        let values: [PostgresValue] = [.id(id)] + details.values + [.int(Int(version))] + entry.values
        do throws(PostgresError) {
            guard let row = try await pool.query(PatientStatements.change, values, attempts: AppointmentStore.attempts).first else {
                return .otherVersion
            }
            return .changed(PatientRecord(row: RowOf(row), identifiers: details.identifiers))
        } catch {
            guard error.constraint == "patient_identifiers_once" else { throw error }
            return .identifierTaken
        }
    }

    /// By last and first name, one more than its limit.
    func find(_ search: PatientSearch, for sight: PatientSight) async throws(PostgresError) -> Page {
        var place: [PostgresValue] = [.text(""), .text(""), .id(UserID(UUIDValue(high: 0, low: 0)))]
        if let after = search.after {
            guard let found = try await pool.query(PatientSearchStatements.place, [.id(after)]).first else { return .noPlace }
            let row = RowOf<PatientPlaceColumn>(found)
            place = [.text(try row.text(.lastName)), .text(try row.text(.firstName)), .id(after)]
        }
        let (statement, values) = search.statement(for: sight)
        var found: [PatientRecord] = []
        for row in try await pool.query(statement, place + values) {
            let row = RowOf<PatientSearchColumn>(row)
            if try row.bool(.isTooBroad) { return .tooBroad }
            found.append(try PatientRecord(row.next()))
        }
        return .found(found)
    }

    private static func records(_ rows: PostgresResult) throws(PostgresError) -> [PatientRecord] {
        var records: [PatientRecord] = []
        for row in rows { records.append(try PatientRecord(RowOf(row))) }
        return records
    }
}
