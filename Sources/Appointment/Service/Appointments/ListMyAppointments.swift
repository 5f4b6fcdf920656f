import Access
import AppointmentDomain
import Contracts
import CoreHTTP

/// A patient's own appointments, or the requests to a doctor; newest first by start.
struct ListMyAppointments {
    let appointments: any AppointmentStore

    /// Throws 403 for an admin, who has none.
    func callAsFunction(_ page: PageRequest, for person: Principal) async throws -> Page {
        // One more than asked for tells whether there is a next page.
        let found = try await appointments.appointments(of: participant(person), after: page.position, limit: page.limit + 1)
        guard found.count > page.limit, let last = found.dropLast().last else { return Page(appointments: found, next: nil) }
        return Page(appointments: found.dropLast(), next: ListPosition(startsAt: last.time.startsAt, id: last.id))
    }

    struct Page {
        let appointments: [Appointment]
        let next: ListPosition?

        init(appointments: some Sequence<Appointment>, next: ListPosition?) {
            self.appointments = Array(appointments)
            self.next = next
        }
    }

    private func participant(_ person: Principal) throws(Problem) -> Participant {
        try person.require(.patient, .doctor)
        return person.role == .doctor ? .doctor(person.userID) : .patient(person.userID)
    }
}
