package import Contracts

/// Why a time cannot be booked; each is a 422.
package enum BookingRefusal: Sendable, Equatable {
    /// The clocks of the zone jump over it.
    case nonexistentTime(zone: String)
    case inThePast
    /// The doctor wants so many minutes' notice.
    case tooSoon(minutes: Int)
    /// Nil days: beyond what a calendar of four-digit years can hold.
    case beyondHorizon(days: Int?)
    case outsideHours
    case doctorAway

    package var code: ProblemCode {
        switch self {
        case .nonexistentTime: .nonexistentTime
        case .inThePast: .inThePast
        case .tooSoon: .tooSoon
        case .beyondHorizon: .beyondHorizon
        case .outsideHours, .doctorAway: .outsideHours
        }
    }

    package var violation: FieldViolation {
        switch self {
        case .nonexistentTime(let zone):
            FieldViolation(pointer: "/appointmentTime", detail: "does not exist on that day: the clocks in \(zone) skip it")
        case .inThePast:
            FieldViolation(pointer: "/appointmentDate", detail: "must lie in the future")
        case .tooSoon(let minutes):
            FieldViolation(pointer: "/appointmentTime", detail: "must be at least \(minutes) minutes from now")
        case .beyondHorizon(let days?):
            FieldViolation(pointer: "/appointmentDate", detail: "must be at most \(days) days from today")
        case .beyondHorizon(nil):
            FieldViolation(pointer: "/appointmentDate", detail: "is too far in the future")
        case .outsideHours:
            FieldViolation(pointer: "/appointmentTime", detail: "must lie within the doctor's working hours")
        case .doctorAway:
            FieldViolation(pointer: "/appointmentDate", detail: "must be a time when the doctor is not away")
        }
    }
}
