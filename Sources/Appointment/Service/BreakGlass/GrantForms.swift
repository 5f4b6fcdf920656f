import Audit
import Contracts
import CoreHTTP

/// The body of POST /api/appointments/break-glass: `{patientId or patientEmail, purpose, reason, minutes, delayNotice?}`.
struct GrantForm: Sendable {
    enum Patient: Sendable, Equatable {
        case id(UserID)
        /// Of whose account that is. A doctor has no list of people to choose from.
        case email(String)
    }

    let patient: Patient
    let purpose: AuditEntry.Purpose
    let reason: String
    let minutes: Int
    let delaysNotice: Bool

    /// Throws 422 with everything that is wrong.
    init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
        let id = body.optional("patientId", FieldRule<String>.string(0...40).parsed(as: "the id of a user") { UserID($0) })
        let email = body.optional("patientEmail", .trimmed(3...255))
        let purpose = body.required("purpose", .choice(of: Grant.purposes))
        let reason = body.required("reason", .trimmed(10...500))
        let minutes = body.required("minutes", .int(5...60))
        let delaysNotice = body.optional("delayNotice", .bool, default: false)
        body.rejectUnknown()
        switch (body.has("patientId"), body.has("patientEmail")) {
        case (false, false): body.record("patientId", .required, "is required, or patientEmail")
        case (true, true): body.record("patientEmail", .rule, "stands in the place of patientId")
        default: break
        }
        let fields = try body.finish()
        patient = fields[id].map(Patient.id) ?? .email(fields[email] ?? "")
        self.purpose = fields[purpose]
        self.reason = fields[reason]
        self.minutes = fields[minutes]
        self.delaysNotice = fields[delaysNotice]
    }
}

/// The body of POST …/review: `{verdict, note?}`.
struct ReviewForm: Sendable {
    let verdict: Grant.Verdict
    let note: String?

    /// Throws 422 with everything that is wrong.
    init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
        let verdict = body.required("verdict", .choice(Grant.Verdict.self))
        let note = body.optional("note", .trimmed(1...500))
        body.rejectUnknown()
        let fields = try body.finish()
        self.verdict = fields[verdict]
        self.note = fields[note]
    }
}
