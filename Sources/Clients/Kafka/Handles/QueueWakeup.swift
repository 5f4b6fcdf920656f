import CLinux
import Glibc
internal import Reactor

/// An eventfd through which a queue of the library calls its loop. Nothing may write to it any more when it is closed: release the
/// queue first.
final class QueueWakeup: DescriptorHandler {
    let descriptor: Int32
    private let loop: EventLoop
    private var registration: Registration?
    private let action: () -> Void

    /// Runs `action` on the loop after each call.
    init(on loop: EventLoop, action: @escaping () -> Void) throws(KafkaError) {
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .system(SystemError("eventfd")) }
        self.descriptor = descriptor
        self.loop = loop
        self.action = action
        do throws(SystemError) {
            registration = try loop.register(descriptor, self)
        } catch {
            Glibc.close(descriptor)
            throw .system(error)
        }
    }

    func descriptorReady(_ readiness: Readiness) {
        // Edge-triggered, each write is an event of its own; a read would be one more, since it makes room for the next write.
        if readiness.canRead { action() }
    }

    func close() {
        guard let registration else { return }
        loop.deregister(registration)
        self.registration = nil
        Glibc.close(descriptor)
    }
}
