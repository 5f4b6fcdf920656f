import CLinux
import Glibc

/// Signals as events of a loop, through signalfd. They must be blocked in every thread: call `block` first thing in `main`.
package final class Signals: DescriptorHandler, @unchecked Sendable {  // loop-confined
    private let descriptor: Int32
    private let loop: EventLoop
    private var registration: Registration?
    private let received: (Int32) -> Void

    /// Blocks `signals` for this thread and those it starts, and ignores SIGPIPE.
    package static func block(_ signals: [Int32]) {
        var set = signalSet(signals)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `received` on the loop for each of `signals` that comes.
    package init(_ signals: [Int32], on loop: EventLoop, received: @escaping (Int32) -> Void) throws(SystemError) {
        var set = Self.signalSet(signals)
        let descriptor = signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        guard descriptor >= 0 else { throw SystemError("signalfd") }
        self.descriptor = descriptor
        self.loop = loop
        self.received = received
        do throws(SystemError) {
            registration = try loop.register(descriptor, self)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    package func descriptorReady(_ readiness: Readiness) {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        while read(descriptor, &info, size) == size { received(Int32(info.ssi_signo)) }
    }

    package func close() {
        guard let registration else { return }
        loop.deregister(registration)
        self.registration = nil
        Glibc.close(descriptor)
    }

    private static func signalSet(_ signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
