import Contracts
import Reactor
import Synchronization

/// What the loops of the process remember of doctors, and the way to all of them.
final class DoctorDirectories: Sendable {
    private struct Member {
        let loop: EventLoop
        let directory: CachedDoctorDirectory
    }

    /// Held for a few instructions at start and at each change, never for a request.
    private let members = Mutex<[Member]>([])

    func add(_ directory: CachedDoctorDirectory, on loop: EventLoop) {
        members.withLock { $0.append(Member(loop: loop, directory: directory)) }
    }

    /// From any of the loops; on that loop at once.
    func learn(_ changes: [UserChange]) { forEach { directory in changes.forEach(directory.learn) } }

    /// Changes may have been missed.
    func doubt() { forEach { $0.doubt() } }

    private func forEach(_ body: @escaping @Sendable (CachedDoctorDirectory) -> Void) {
        for member in members.withLock({ $0 }) {
            if member.loop.isCurrent { body(member.directory) } else { member.loop.execute { body(member.directory) } }
        }
    }
}
