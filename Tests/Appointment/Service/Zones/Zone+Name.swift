import AppointmentDomain

@testable import AppointmentService

extension Zone {
    /// As the machine's data have it.
    init?(_ name: String) {
        guard let zone = ZoneDatabase.system.zone(named: name) else { return nil }
        self = zone
    }
}
