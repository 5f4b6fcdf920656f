/// What the identifiers name.
package enum Entities {
    package enum User {}
    package enum Session {}
    package enum Token {}
    package enum Appointment {}
    package enum TimeOff {}
    package enum Event {}
    package enum Notification {}
    package enum AuditEntry {}
}

/// A person with an account: patient, doctor or admin (`users.id`, the token's `sub`).
package typealias UserID = Identifier<Entities.User>
/// One sign-in on one device, and its family of refresh tokens (`sessions.id`, the token's `sid`).
package typealias SessionID = Identifier<Entities.Session>
/// One access token (`jti`).
package typealias TokenID = Identifier<Entities.Token>
package typealias AppointmentID = Identifier<Entities.Appointment>
/// A stretch of time in which a doctor cannot be booked.
package typealias TimeOffID = Identifier<Entities.TimeOff>
/// One published event (`ce_id`): what consumers recognise a redelivery by.
package typealias EventID = Identifier<Entities.Event>
package typealias NotificationID = Identifier<Entities.Notification>
/// A line of an access log.
package typealias AuditEntryID = Identifier<Entities.AuditEntry>
