import Postgres

extension StoredAppointment {
    /// The columns of `appointments` that an answer shows.
    enum Column: String, ColumnList {
        case id
        case patientID = "patient_id"
        case doctorID = "doctor_id"
        case patientName = "patient_name"
        case doctorName = "doctor_name"
        case date, time
        case timeZone = "time_zone"
        case startsAt = "starts_at"
        case endsAt = "ends_at"
        case status, reason, notes
        case cancelledBy = "cancelled_by"
        case cancellationReason = "cancellation_reason"
        case rejectionReason = "rejection_reason"
        case version
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case isAmbiguous = "ambiguous"
        case renames
        case bookedBy = "booked_by"
        case bookedByRole = "booked_by_role"
    }
}
