package import Contracts

/// A booking whose members can all be read; whether the time can be booked is decided later.
package struct BookingRequest: Sendable, Equatable {
    package let doctorID: UserID
    /// Whose visit it is; nil: of who asks.
    package let patientID: UserID?
    package let date: CalendarDate
    package let time: WallTime
    package let reason: String?

    package enum Reading: Sendable, Equatable {
        case valid(BookingRequest)
        /// Everything that is wrong, in the order of the members. 422.
        case invalid([FieldViolation])
    }

    /// Reads the members of `POST /api/appointments`; absent and null ones are nil.
    package static func read(doctorID: String?, patientID: String? = nil, date: String?, time: String?, reason: String?)
        -> Reading
    {
        var violations: [FieldViolation] = []
        let doctor = member(doctorID, "/doctorId", "must be the id of a doctor", UserID.init(_:), &violations)
        let patient = patientID.flatMap(UserID.init(_:))
        if patientID != nil, patient == nil {
            violations.append(FieldViolation(pointer: "/patientId", detail: "must be the id of a patient"))
        }
        let day = member(date, "/appointmentDate", dateRule, CalendarDate.init(_:), &violations)
        let clock = member(time, "/appointmentTime", timeRule, WallTime.init(_:), &violations)
        let text = FreeText.read(reason)
        if text == .refused { violations.append(FieldViolation(pointer: "/reason", detail: FreeText.rule)) }
        guard violations.isEmpty, let doctor, let day, let clock else { return .invalid(violations) }
        let words: String? = if case .text(let words) = text { words } else { nil }
        return .valid(BookingRequest(doctorID: doctor, patientID: patient, date: day, time: clock, reason: words))
    }

    static let dateRule = "must be a date, YYYY-MM-DD"
    static let timeRule = "must be a time of day, HH:MM"

    private static func member<Value>(
        _ text: String?, _ pointer: String, _ rule: String, _ read: (String) -> Value?, _ violations: inout [FieldViolation]
    ) -> Value? {
        guard let text else {
            violations.append(FieldViolation(pointer: pointer, detail: "is required"))
            return nil
        }
        let value = read(text)
        if value == nil { violations.append(FieldViolation(pointer: pointer, detail: rule)) }
        return value
    }
}
