import Access
import AppointmentDomain
import Contracts
import CoreHTTP

/// The body of POST /api/appointments: `{doctorId, appointmentDate, appointmentTime, reason?}`.
enum BookingForm {
    /// Throws 422 with everything that is wrong: members of another type, unknown ones, and what `BookingRequest` finds.
    static func read(_ body: JSONValue) throws(Problem) -> BookingRequest {
        guard case .object(let object) = body else { throw Problem(ValidationErrors(.root, .type, "must be an object")) }
        var errors: [FieldError] = []
        func text(_ name: String) -> String? {
            switch object[name] {
            case nil, .null: return nil
            case .string(let text): return text
            default:
                errors.append(FieldError(pointer: .root.appending(name), code: .type, detail: "must be a text"))
                return nil
            }
        }
        let reading = BookingRequest.read(
            doctorID: text("doctorId"), date: text("appointmentDate"), time: text("appointmentTime"), reason: text("reason"))
        if case .invalid(let violations) = reading { append(violations, to: &errors) }
        for (name, _) in object.members where !members.contains(name) {
            errors.append(FieldError(pointer: .root.appending(name), code: .unknown, detail: "is not known here"))
        }
        guard errors.isEmpty, case .valid(let request) = reading else { throw Problem(ValidationErrors(errors)) }
        return request
    }

    private static let members = ["doctorId", "appointmentDate", "appointmentTime", "reason"]

    /// One error a place: a member of another type is not also missing.
    private static func append(_ violations: [FieldViolation], to errors: inout [FieldError]) {
        let places = Set(errors.map(\.pointer))
        for violation in violations {
            let pointer = JSONPointer(validated: violation.pointer)
            if !places.contains(pointer) { errors.append(FieldError(pointer: pointer, code: .rule, detail: violation.detail)) }
        }
    }
}
