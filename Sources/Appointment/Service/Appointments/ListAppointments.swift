import Access
import AppointmentDomain
import Contracts
import CoreHTTP

/// Lists of appointments, newest first by start.
struct ListAppointments {
    let appointments: any AppointmentStore

    /// A patient's own appointments, or the requests to a doctor. Throws 403 for an admin, who has none.
    func mine(_ page: PageRequest, of person: Principal) async throws -> Page {
        try person.require(.patient, .doctor)
        return try await list(page, of: person.role == .doctor ? .doctor(person.userID) : .patient(person.userID))
    }

    /// Everybody's. Throws 403 for all but admins.
    func everyones(_ page: PageRequest, for person: Principal) async throws -> Page {
        try person.require(.admin)
        return try await list(page, of: nil)
    }

    struct Page {
        let appointments: ArraySlice<StoredAppointment>
        let next: ListPosition?
    }

    private func list(_ page: PageRequest, of person: Participant?) async throws -> Page {
        // One more than asked for tells whether there is a next page.
        let found = try await appointments.appointments(
            of: person, matching: page.filter, after: page.position, limit: page.limit + 1)
        let shown = found.prefix(page.limit)
        guard found.count > shown.count, let last = shown.last else { return Page(appointments: shown, next: nil) }
        return Page(appointments: shown, next: ListPosition(startsAt: try last.startsAt, id: try last.id))
    }
}
