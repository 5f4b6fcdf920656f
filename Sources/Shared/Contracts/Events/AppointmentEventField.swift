extension AppointmentEvent {
    /// The JSON names of the event's fields. `actor` and `bookedBy` hold an object of `id` (null when the system acted) and `role`.
    ///
    /// The SQL functions `appointment_event` and `access_event` write the same names; a test compares them.
    package enum Field {
        package static let type: StaticString = "type"
        package static let appointmentID: StaticString = "appointmentId"
        package static let version: StaticString = "version"
        package static let sequence: StaticString = "sequence"
        package static let patientID: StaticString = "patientId"
        package static let doctorID: StaticString = "doctorId"
        package static let patientName: StaticString = "patientName"
        package static let doctorName: StaticString = "doctorName"
        package static let date: StaticString = "date"
        package static let time: StaticString = "time"
        package static let startsAt: StaticString = "startsAt"
        package static let endsAt: StaticString = "endsAt"
        package static let timeZone: StaticString = "timeZone"
        package static let status: StaticString = "status"
        package static let reason: StaticString = "reason"
        package static let actor: StaticString = "actor"
        package static let actorID: StaticString = "id"
        package static let actorRole: StaticString = "role"
        package static let bookedBy: StaticString = "bookedBy"
        package static let patientHasAccount: StaticString = "patientHasAccount"
        package static let cancelledBy: StaticString = "cancelledBy"
        package static let cancellationReason: StaticString = "cancellationReason"
        package static let rejectionReason: StaticString = "rejectionReason"
        package static let updatedAt: StaticString = "updatedAt"
        package static let previousDate: StaticString = "previousDate"
        package static let previousTime: StaticString = "previousTime"
        package static let previousTimeZone: StaticString = "previousTimeZone"
        package static let leadMinutes: StaticString = "leadMinutes"
        package static let recipientID: StaticString = "recipientId"
        package static let purpose: StaticString = "purpose"
        package static let actorName: StaticString = "actorName"
    }
}
