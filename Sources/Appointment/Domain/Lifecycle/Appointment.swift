package import Contracts

/// An appointment as it is stored.
package struct Appointment: Sendable, Equatable {
    package let id: AppointmentID
    package let patientID: UserID
    package let doctorID: UserID
    package var patientName: String
    package var doctorName: String
    package var time: BookedTime
    package var status: AppointmentStatus
    package var reason: String?
    package var notes: String?
    package var cancelledBy: ActorRole?
    package var cancellationReason: String?
    package var rejectionReason: String?
    /// 1 when booked, one more with every change.
    package var version: Int64
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: AppointmentID, patientID: UserID, doctorID: UserID, patientName: String, doctorName: String, time: BookedTime,
        status: AppointmentStatus = .pending, reason: String? = nil, notes: String? = nil, cancelledBy: ActorRole? = nil,
        cancellationReason: String? = nil, rejectionReason: String? = nil, version: Int64 = 1, createdAt: Instant,
        updatedAt: Instant
    ) {
        self.id = id
        self.patientID = patientID
        self.doctorID = doctorID
        self.patientName = patientName
        self.doctorName = doctorName
        self.time = time
        self.status = status
        self.reason = reason
        self.notes = notes
        self.cancelledBy = cancelledBy
        self.cancellationReason = cancellationReason
        self.rejectionReason = rejectionReason
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Whether this person is one of the two it concerns. Everybody else but an admin is told that it does not exist.
    package func concerns(_ user: UserID) -> Bool {
        user == patientID || user == doctorID
    }

    /// The event that tells of the change `actor` has just made; self is the appointment after it.
    ///
    /// - Parameter previous: only for `rescheduled`, the time it was moved away from.
    package func event(_ type: AppointmentEventType, by actor: EventActor, movedFrom previous: BookedTime? = nil)
        -> AppointmentEvent
    {
        AppointmentEvent(
            type: type, appointmentID: id, version: version, patientID: patientID, doctorID: doctorID, patientName: patientName,
            doctorName: doctorName, date: time.date, time: time.time, startsAt: time.startsAt, endsAt: time.endsAt,
            timeZone: time.timeZone, status: status, reason: reason, actor: actor, cancelledBy: cancelledBy,
            cancellationReason: cancellationReason, rejectionReason: rejectionReason, notes: notes, previousDate: previous?.date,
            previousTime: previous?.time)
    }
}
