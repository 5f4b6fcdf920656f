package import Contracts

/// Why a time cannot be booked; each is a 422.
package enum BookingRefusal: Sendable, Equatable {
    /// The clocks of the zone jump over it.
    case nonexistentTime(zone: String)
    case inThePast
    /// The doctor wants `minutes` of notice.
    case tooSoon(minutes: Int)
    case beyondHorizon(days: Int)
    case outsideHours
    case doctorAway
    /// Within the hours, but between the times that are offered. `nearest`: up to two of those around it that these rules accept.
    case offGrid(nearest: [BookedTime])

    package var violation: FieldViolation {
        switch self {
        case .nonexistentTime(let zone):
            FieldViolation(pointer: "/appointmentTime", detail: "does not exist on that day: the clocks in \(zone) skip it")
        case .inThePast:
            FieldViolation(pointer: "/appointmentDate", detail: "must lie in the future")
        case .tooSoon(let minutes):
            FieldViolation(pointer: "/appointmentTime", detail: "must be at least \(minutes) minutes from now")
        case .beyondHorizon(let days):
            FieldViolation(pointer: "/appointmentDate", detail: "must be at most \(days) days from today")
        case .outsideHours:
            FieldViolation(pointer: "/appointmentTime", detail: "must lie within the doctor's working hours")
        case .doctorAway:
            FieldViolation(pointer: "/appointmentDate", detail: "must be a time when the doctor is not away")
        case .offGrid:
            FieldViolation(pointer: "/appointmentTime", detail: "must be one of the times that are offered")
        }
    }
}
