import Access
import CoreHTTP
import Postgres

extension Problem {
    static let noSuchPatient = Problem(.notFound, "There is no such record, or it is not yours.")
    static let identifierTaken = Problem(.identifierTaken, "Another patient has one of these identifiers.")
    static let searchTooBroad = Problem(
        .searchTooBroad,
        "More than \(PatientSearchStatements.most) records have words that begin so: type more letters, another word or a birth date."
    )

    /// `patients`: those that the person who registers may see.
    static func likelyDuplicates(_ patients: [PatientRecord]) throws(PostgresError) -> Problem {
        var problem = Problem(
            .likelyDuplicates,
            "Somebody alike is registered: use that record, or send the request again with ?confirm=new, and another Idempotency-Key."
        )
        problem.lists = [("patients", try patients.map { patient throws(PostgresError) in try patient.summary })]
        return problem
    }

    /// 422: `members` of an account's record.
    static func followsAccount(_ members: [String]) -> Problem {
        var problem = Problem(
            .followsAccount, "The name of a patient with an account is the account's: its owner, or an admin, changes it there.")
        problem.errors = members.map {
            FieldError(pointer: .root.appending($0), code: .unknown, detail: "follows the patient's account")
        }
        return problem
    }
}
