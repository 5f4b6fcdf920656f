import AppointmentDomain
import Contracts
import Hosting
import Postgres

extension AppointmentStore {
    /// Nil `person`: everybody's. `position`: after which the list begins.
    func appointments(
        of person: Participant?, matching filter: AppointmentFilter, in order: ListOrder = .latestFirst,
        after position: ListPosition?, limit: Int
    ) async throws(PostgresError) -> [StoredAppointment] {
        guard let (statement, values) = filter.list(of: person, in: order, after: position, limit: limit) else { return [] }
        let found =
            switch person {
            case .patient, .doctor: try await pool.query(statement, values)
            case .desk, nil: try await pool.read(statement, values)
            }
        return found.map { StoredAppointment(row: RowOf($0)) }
    }
}
