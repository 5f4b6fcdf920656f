extension AppointmentEvent {
    /// The JSON names of the event's fields. `actor` holds an object of `id` (null when the system acted) and `role`.
    ///
    /// The SQL function `appointment_event` writes the same names; a test compares the two.
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
        package static let cancelledBy: StaticString = "cancelledBy"
        package static let cancellationReason: StaticString = "cancellationReason"
        package static let rejectionReason: StaticString = "rejectionReason"
        package static let updatedAt: StaticString = "updatedAt"
        package static let previousDate: StaticString = "previousDate"
        package static let previousTime: StaticString = "previousTime"
        package static let previousTimeZone: StaticString = "previousTimeZone"
        package static let leadMinutes: StaticString = "leadMinutes"
    }
}
