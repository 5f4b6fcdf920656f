import AppointmentDomain
import Synchronization

/// The zones of a process as it first read them, for all its loops: data that are replaced while it runs count from its next start
/// on, for everything at once.
final class ZoneCache: Sendable {
    let database: ZoneDatabase
    // Behind a lock: loops keep what they were given.
    private let zones = Mutex<[String: Zone?]>([:])

    init(_ database: ZoneDatabase) { self.database = database }

    /// As `ZoneDatabase.zone(named:)`.
    func zone(named name: String) -> Zone? { ZoneDatabase.isOffered(name) ? zone(stored: name) : nil }

    /// As `ZoneDatabase.zone(stored:)`; an unknown name stays unknown.
    func zone(stored name: String) -> Zone? {
        if let known = zones.withLock({ $0[name] }) { return known }
        let zone = database.zone(stored: name)
        return zones.withLock { zones in
            if let known = zones[name] { return known }
            zones[name] = .some(zone)
            return zone
        }
    }
}
