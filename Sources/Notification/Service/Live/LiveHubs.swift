import Reactor

/// The hubs of all loops of the process: the short way from a change to the sockets that are connected right here. It works without
/// Redis too; what Redis brings of the same change later is dropped, since its position is known.
typealias LiveHubs = LoopRegistry<LiveHub>

extension LoopRegistry<LiveHub> {
    /// From any of the loops; on that loop at once.
    func deliver(_ messages: [AddressedMessage]) { forEach { $0.deliver(messages) } }
}
