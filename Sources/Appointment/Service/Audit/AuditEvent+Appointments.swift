import AppointmentDomain
import Audit

/// The events of this service's entries.
extension AuditEvent {
    static let appointment = "Appointment"
    private static let schedule = "Schedule"
    private static let grant = "Grant"
    private static let desk = "Desk"
    private static let patient = "Patient"

    static let book = Self("appointment.book", .create, of: appointment)
    static let read = Self("appointment.read", .read, of: appointment)
    static let history = Self("appointment.history", .read, of: appointment)
    static let list = Self("appointment.list", .execute)
    static let expire = Self("appointment.expire", .update, of: appointment)
    /// New rules of its zone have moved it to another instant.
    static let settle = Self("appointment.settle", .update, of: appointment)

    static let subscribe = Self("calendar.subscribe", .create)
    static let unsubscribe = Self("calendar.unsubscribe", .delete)
    static let calendar = Self("calendar.read", .execute)

    static let replaceSchedule = Self("schedule.replace", .update, of: schedule)
    static let addTimeOff = Self("schedule.time_off.add", .update, of: schedule)
    static let removeTimeOff = Self("schedule.time_off.remove", .update, of: schedule)

    /// Whose book a front desk works with.
    static let assignDesk = Self("desk.assign", .update, of: desk)

    static let openGrant = Self("break_glass.open", .create, of: grant)
    static let endGrant = Self("break_glass.end", .update, of: grant)
    static let reviewGrant = Self("break_glass.review", .update, of: grant)
    static let listGrants = Self("break_glass.list", .execute)

    static let registerPatient = Self("patient.create", .create, of: patient)
    static let readPatient = Self("patient.read", .read, of: patient)
    static let listPatients = Self("patient.list", .execute)
    static let updatePatient = Self("patient.update", .update, of: patient)

    /// `appointment.approve`
    static func change(_ action: AppointmentAction) -> AuditEvent {
        Self("appointment.\(action.rawValue)", .update, of: appointment)
    }
}
