package import Contracts

/// An appointment as it is stored.
package struct Appointment: Sendable, Equatable {
    package let id: AppointmentID
    package let patientID: UserID
    package let doctorID: UserID
    package var patientName: String
    package var doctorName: String
    package var time: VisitTime
    package var status: AppointmentStatus
    package var reason: String?
    package var notes: String?
    package var cancelledBy: ActorRole?
    package var cancellationReason: String?
    package var rejectionReason: String?
    /// 1 when booked, one more with every change.
    package var version: Int64
    /// How often the patient's or the doctor's name has changed.
    package var renames: Int64
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: AppointmentID, patientID: UserID, doctorID: UserID, patientName: String, doctorName: String, time: VisitTime,
        status: AppointmentStatus = .pending, reason: String? = nil, notes: String? = nil, cancelledBy: ActorRole? = nil,
        cancellationReason: String? = nil, rejectionReason: String? = nil, version: Int64 = 1, renames: Int64 = 0,
        createdAt: Instant,
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
        self.renames = renames
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// SEQUENCE in calendars, and in events.
    package var sequence: Int64 { CalendarVisit.sequence(version: version, renames: renames) }
}
