import Access
import AppointmentDomain
import CoreHTTP

/// The body of POST /api/appointments: `{doctorId, patientId?, appointmentDate, appointmentTime, reason?}`.
enum BookingForm {
    /// Throws 422 with everything that is wrong: members of another type, unknown ones, and what `BookingRequest` finds.
    static func read(_ body: JSONValue) throws(ValidationErrors) -> BookingRequest {
        var members = FormMembers(body)
        let reading = BookingRequest.read(
            doctorID: members.text("doctorId"), patientID: members.text("patientId"), date: members.text("appointmentDate"),
            time: members.text("appointmentTime"),
            reason: members.text("reason"))
        members.rejectOthers()
        switch reading {
        case .valid(let request) where members.errors.isEmpty: return request
        case .valid: throw members.errors(and: [])
        case .invalid(let violations): throw members.errors(and: violations.map(FieldError.init))
        }
    }
}
