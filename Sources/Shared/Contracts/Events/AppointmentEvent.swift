/// The value of one record on the topic `appointment-events`: what happened, and all a consumer needs to know about the
/// appointment as it was right after.
///
/// As JSON it is one flat object with the names in `Field`; a field that is nil is written as `null` or left out, and
/// both are read alike. Readers ignore names they do not know, so fields may be added; none changes its meaning.
/// The id and time of the event travel in the CloudEvents headers (`CloudEvents`), its type in both.
package struct AppointmentEvent: Hashable, Sendable {
    package var type: AppointmentEventType
    package var appointmentID: AppointmentID
    /// The appointment's version after the change; grows by one with each.
    package var version: Int64
    /// SEQUENCE in calendars (`CalendarVisit.sequence`); nil in events of older services.
    package var sequence: Int64?
    package var patientID: UserID
    package var doctorID: UserID
    package var patientName: String
    package var doctorName: String
    /// Wall date in `timeZone`.
    package var date: CalendarDate
    /// Wall time in `timeZone`.
    package var time: WallTime
    package var startsAt: Instant
    package var endsAt: Instant
    /// The doctor's IANA zone when the time was chosen.
    package var timeZone: String
    package var status: AppointmentStatus
    /// Why the patient wants to come; nil unless e-mails are to carry it. Health data: never logged.
    package var reason: String?
    package var actor: EventActor
    /// Who booked it for the patient; nil: the patient.
    package var bookedBy: EventActor?
    /// False: the patient's record had no account when it was booked, and so no inbox; nil: it had.
    package var patientHasAccount: Bool?
    package var cancelledBy: ActorRole?
    package var cancellationReason: String?
    package var rejectionReason: String?
    /// When the appointment, or a name in it, was last changed; nil in events of older services.
    package var updatedAt: Instant?
    /// Only `rescheduled`: the wall date and time it was moved away from, and their zone, which may be another one than `timeZone`.
    package var previousDate: CalendarDate?
    package var previousTime: WallTime?
    package var previousTimeZone: String?
    /// Only `reminder`: how long before the appointment it is sent, in minutes.
    package var leadMinutes: Int64?
    /// Only `viewed` and `unsealed`: who alone is told, the patient or an admin; why it was done, in a word of HL7's ActReason; and who has done
    /// it, where the clinic names its staff.
    package var recipientID: UserID?
    package var purpose: String?
    package var actorName: String?

    package init(
        type: AppointmentEventType, appointmentID: AppointmentID, version: Int64, sequence: Int64? = nil,
        patientID: UserID, doctorID: UserID,
        patientName: String, doctorName: String, date: CalendarDate, time: WallTime, startsAt: Instant, endsAt: Instant,
        timeZone: String, status: AppointmentStatus, reason: String? = nil, actor: EventActor, cancelledBy: ActorRole? = nil,
        cancellationReason: String? = nil, rejectionReason: String? = nil,
        updatedAt: Instant? = nil, previousDate: CalendarDate? = nil, previousTime: WallTime? = nil,
        previousTimeZone: String? = nil,
        leadMinutes: Int64? = nil, recipientID: UserID? = nil, purpose: String? = nil, actorName: String? = nil,
        bookedBy: EventActor? = nil, patientHasAccount: Bool? = nil
    ) {
        self.type = type
        self.appointmentID = appointmentID
        self.version = version
        self.sequence = sequence
        self.patientID = patientID
        self.doctorID = doctorID
        self.patientName = patientName
        self.doctorName = doctorName
        self.date = date
        self.time = time
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.timeZone = timeZone
        self.status = status
        self.reason = reason
        self.actor = actor
        self.cancelledBy = cancelledBy
        self.cancellationReason = cancellationReason
        self.rejectionReason = rejectionReason
        self.updatedAt = updatedAt
        self.previousDate = previousDate
        self.previousTime = previousTime
        self.previousTimeZone = previousTimeZone
        self.leadMinutes = leadMinutes
        self.recipientID = recipientID
        self.purpose = purpose
        self.actorName = actorName
        self.bookedBy = bookedBy
        self.patientHasAccount = patientHasAccount
    }
}
