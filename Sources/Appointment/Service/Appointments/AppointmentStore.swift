import AppointmentDomain
import Contracts
import Outbox
import Postgres

/// Where appointments live. Each method is one statement and its own transaction; what changes an appointment also writes its
/// history and its event.
protocol AppointmentStore {
    /// Nothing is booked unless the doctor's schedule still has the version that the booking was decided by. An id that is there already
    /// and is this patient's: that appointment, as it is now.
    func book(_ booking: NewAppointment, event: EventStamp) async throws(PostgresError) -> BookingOutcome

    /// Makes a change in one of its versions and in a state that the table lets it be made in.
    func change(_ change: AppointmentChange, event: EventStamp) async throws(PostgresError) -> ChangeOutcome

    /// Nil: there is none, or `viewer` is neither of the two; a nil viewer, an admin, sees every one.
    func appointment(_ id: AppointmentID, for viewer: UserID?) async throws(PostgresError) -> StoredAppointment?

    /// Every change of one, oldest first; empty where `appointment` gives nil.
    func history(of id: AppointmentID, for viewer: UserID?) async throws(PostgresError) -> [HistoryEntry]

    /// Newest first by start; nil `person`: everybody's. With `position` what comes after it.
    func appointments(of person: Participant?, matching filter: AppointmentFilter, after position: ListPosition?, limit: Int)
        async throws(PostgresError) -> [StoredAppointment]
}

/// An appointment that is about to be booked.
struct NewAppointment: Sendable, Equatable {
    let id: AppointmentID
    let patientID: UserID
    let patientName: String
    let doctor: Doctor
    let time: BookedTime
    let scheduleVersion: Int
    let reason: String?
}

/// What an event gets from the request that makes it.
struct EventStamp: Sendable, Equatable {
    let id: EventID
    let traceparent: String
}

enum BookingOutcome: Sendable {
    /// `event` tells of it; nil when an earlier attempt has booked it.
    case booked(StoredAppointment, event: OutboxRow?)
    /// The doctor has another appointment at that time.
    case slotTaken
    /// The patient has.
    case patientBusy
    /// The schedule has another version.
    case scheduleChanged
}

/// Whose appointments, and as which of the two.
enum Participant: Sendable, Equatable {
    case patient(UserID)
    case doctor(UserID)
}

/// A place in a list that is ordered by start, then id, both descending.
struct ListPosition: Sendable, Equatable {
    let startsAt: Instant
    let id: AppointmentID
}
