/// What happened to an appointment: the CloudEvents `type`, and the `type` of the notifications made of it.
package enum AppointmentEventType: String, Sendable, CaseIterable {
    case created = "appointment.created"
    case approved = "appointment.approved"
    case rejected = "appointment.rejected"
    case cancelled = "appointment.cancelled"
    case completed = "appointment.completed"
    /// Its completion was a mistake and was taken back: it is approved again.
    case reopened = "appointment.reopened"
    case rescheduled = "appointment.rescheduled"
    case reminder = "appointment.reminder"
    /// Somebody who is not their doctor has looked at the patient's appointments; the event is about one of them.
    case viewed = "appointment.viewed"
    /// Somebody reads them for a while with all that is written in them (break-glass).
    case unsealed = "appointment.unsealed"

    /// Whether it says who reads what, and nothing of the appointment.
    package var isAboutAccess: Bool { self == .viewed || self == .unsealed }
}
