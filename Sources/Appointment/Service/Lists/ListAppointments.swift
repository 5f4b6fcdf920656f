import Postgres
import Access
import AppointmentDomain
import Audit
import Contracts
import CoreHTTP

/// Lists of appointments by start.
struct ListAppointments {
    let appointments: AppointmentStore
    let unreadable: UnreadableRows

    /// A patient's own appointments, or the requests to a doctor. Throws 403 for an admin, who has none.
    func mine(_ page: PageRequest, of person: Principal) async throws -> ListPage<StoredAppointment> {
        try person.require(.patient, .doctor)
        return try await list(page, of: person.role == .doctor ? .doctor(person.userID) : .patient(person.userID))
    }

    /// Everybody's, for admins, and those in its book for a desk. Of a patient for whom an admin has a running grant, with all texts; doctors
    /// have such lists alone. Throws 403 for others, `grant_required` for a doctor without a grant.
    func everyones(_ page: PageRequest, for person: Principal) async throws -> (page: ListPage<StoredAppointment>, sight: Sight) {
        try person.require(.doctor, .desk, .admin)
        if person.role == .desk { return (try await list(page, of: .desk(person.userID)), Sight(of: person)) }
        var grant: AuditEntry.Purpose?
        if let patient = page.filter.patient { grant = try await appointments.grant(of: person, for: patient) }
        guard person.role == .admin || grant != nil else { throw Problem.grantRequired }
        return (try await list(page, of: nil), Sight(of: person, grant: grant))
    }

    private func list(_ page: PageRequest, of person: Participant?) async throws -> ListPage<StoredAppointment> {
        let found = try await appointments.appointments(
            of: person, matching: page.filter, in: page.order, after: page.position, limit: page.limit + 1)
        return try ListPage(found, limit: page.limit) { try ListPosition(of: $0).cursor(in: page.order) }.filter(isReadable)
    }

    /// A row that cannot be read is left out of the list.
    private func isReadable(_ appointment: StoredAppointment) -> Bool {
        if appointment.isReadable { return true }
        unreadable.appointment(try? appointment.id)
        return false
    }
}

extension ListPosition {
    fileprivate init(of appointment: StoredAppointment) throws(PostgresError) {
        self.init(startsAt: try appointment.startsAt, id: try appointment.id)
    }
}
