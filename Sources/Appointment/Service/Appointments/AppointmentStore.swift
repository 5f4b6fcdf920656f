import AppointmentDomain
import Contracts
import Postgres

/// Where appointments live. Each method is one statement and its own transaction; what changes an appointment also writes its
/// history and its event.
protocol AppointmentStore {
    /// An id that is there already and is this patient's: that appointment, as it is now.
    func book(_ booking: NewAppointment, event: EventStamp) async throws(PostgresError) -> BookingOutcome

    /// Approves a request to `doctor`; with `versions` only when it is in one of them (If-Match).
    func approve(_ id: AppointmentID, by doctor: UserID, versions: [Int64]?, event: EventStamp)
        async throws(PostgresError) -> TransitionOutcome

    /// Newest first by start; with `position` what comes after it.
    func appointments(of person: Participant, after position: ListPosition?, limit: Int) async throws(PostgresError)
        -> [Appointment]
}

/// An appointment that is about to be booked.
struct NewAppointment: Sendable, Equatable {
    let id: AppointmentID
    let patientID: UserID
    let patientName: String
    let doctor: Doctor
    let time: BookedTime
    let reason: String?
}

/// What an event gets from the request that makes it.
struct EventStamp: Sendable, Equatable {
    let id: EventID
    let traceparent: String
}

enum BookingOutcome: Sendable, Equatable {
    case booked(Appointment)
    /// The doctor has another appointment at that time.
    case slotTaken
    /// The patient has.
    case patientBusy
}

enum TransitionOutcome: Sendable, Equatable {
    case changed(Appointment)
    /// No such appointment, or somebody else's.
    case notFound
    /// It is not in one of the versions asked for.
    case otherVersion
    case wrongState(AppointmentStatus)
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
