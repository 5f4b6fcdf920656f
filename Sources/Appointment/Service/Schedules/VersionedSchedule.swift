import AppointmentDomain

/// A doctor's schedule and absences, without what is taken, and their version: it grows when any of them changes.
struct VersionedSchedule: Sendable {
    let availability: Availability
    let version: Int
}

/// The versions of a doctor's visits, and of schedule and absences: each grows with every change.
struct AvailabilityVersion: Sendable, Equatable {
    let visits: Int
    let schedule: Int
}

/// The same with what is taken.
struct VersionedAvailability: Sendable {
    let availability: Availability
    /// Nil when `ScheduleStore.versions` is.
    let version: AvailabilityVersion?
}
