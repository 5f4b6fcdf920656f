import Reactor
import Synchronization

/// The hubs of all loops of the process: the short way from a change to the sockets that are connected right here. It works without
/// Redis too; what Redis brings of the same change later is dropped, since its position is known.
final class LiveHubs: Sendable {
    private struct Member {
        let loop: EventLoop
        let hub: LiveHub
    }

    /// Filled at start, held for a few instructions.
    private let members = Mutex<[Member]>([])

    init() {}

    func add(_ hub: LiveHub, on loop: EventLoop) { members.withLock { $0.append(Member(loop: loop, hub: hub)) } }

    /// From any of the loops; on that loop at once.
    func deliver(_ messages: [AddressedMessage]) {
        for member in members.withLock({ $0 }) {
            if member.loop.isCurrent {
                member.hub.deliver(messages)
            } else {
                member.loop.execute { member.hub.deliver(messages) }
            }
        }
    }
}
