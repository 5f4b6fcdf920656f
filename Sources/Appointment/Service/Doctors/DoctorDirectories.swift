import Contracts
import Reactor

/// What the loops of the process remember of doctors.
typealias DoctorDirectories = LoopRegistry<CachedDoctorDirectory>

extension LoopRegistry<CachedDoctorDirectory> {
    /// From any of the loops; on that loop at once.
    func apply(_ changes: [UserChange]) { forEach { directory in changes.forEach(directory.apply) } }

    /// Changes may have been missed.
    func markStale() { forEach { $0.markStale() } }
}
