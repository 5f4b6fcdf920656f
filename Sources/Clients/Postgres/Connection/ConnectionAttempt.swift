import Reactor

/// Makes one connection to one address: libpq's connection state machine driven by the loop's events. Confined to its loop.
final class ConnectionAttempt: DescriptorHandler, @unchecked Sendable {  // loop-confined
    private let loop: EventLoop
    private let signal: LoopSignal
    private var registration: Registration?
    private var wantsRead = false
    private var isCancelled = false

    init(on loop: EventLoop) {
        self.loop = loop
        signal = LoopSignal(on: loop)
    }

    /// Call it once. Throws `cannotConnect` with libpq's message when it fails, is cancelled, or is not done by `deadline`.
    func run(
        _ configuration: PostgresConfiguration, _ server: PostgresServer, address: SocketAddress, deadline: MonotonicTime,
        telemetry: Telemetry
    ) async throws(PostgresError) -> ConnectionHandle {
        let handle = try ConnectionHandle.start(configuration, server, address: address, telemetry: telemetry)
        defer { deregister() }
        var progress = ConnectionHandle.Progress.wantsWrite
        while true {
            switch progress {
            case .ready:
                guard handle.begin() else { throw .cannotConnect(handle.message) }
                return handle
            case .failed: throw .cannotConnect(handle.message)
            case .wantsRead, .wantsWrite:
                wantsRead = progress == .wantsRead
                try register(handle.socket)
                let left = deadline - loop.now
                let woken = left > .zero ? await signal.wait(atMost: left) : false
                if isCancelled { throw .cannotConnect("cancelled") }
                if !woken { throw .cannotConnect("no answer from \(address) in time") }
            }
            progress = handle.poll()
        }
    }

    /// Called before each wait: libpq may have closed its socket and opened another under the same number, which epoll would not
    /// watch; and a fresh registration reports readiness that was there before.
    private func register(_ descriptor: Int32) throws(PostgresError) {
        deregister()
        do throws(SystemError) {
            registration = try loop.register(descriptor, self)
        } catch {
            throw .cannotConnect(error.description)
        }
    }

    private func deregister() {
        if let registration { loop.deregister(registration) }
        registration = nil
    }

    func descriptorReady(_ readiness: Readiness) {
        if wantsRead ? readiness.canRead : readiness.canWrite { signal.raise() }
    }

    func cancel() {
        isCancelled = true
        signal.raise()
    }
}
