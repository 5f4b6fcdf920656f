import Glibc
package import Logging
package import Reactor
import ServiceRuntime
import Synchronization

/// One daemon process: a loop per core, a server on each, and the order in which all of it begins and ends.
///
/// ```
/// begin   signals → every loop makes its part → part.run(): loop 0 prepares (migrations) → prepared() → every loop's pools open
///         → part.canServe, or a second is over → every loop listens → "listening" (log and standard output)
/// end     SIGTERM or SIGINT → isDraining (readiness fails, each answer closes its connection) → the grace is over → nobody listens
///         → requests have ended → part.stop() → "ended", exit 0
///         a second signal: exit at once, 128 + signal
/// ```
package final class Daemon: Sendable {
    private static let longestStart = Duration.seconds(1)

    package typealias MakePart = @Sendable (Daemon, EventLoop) async throws -> any DaemonPart

    package let settings: DaemonSettings
    package let log: Logger
    private let makePart: MakePart
    private let preparation = LoopGate()
    private let draining = LoopGate()
    private let bound = LoopGate()
    private let finished = LoopGate()
    private let progress = Mutex(Progress())
    private let tracers = LoopRegistry<Tracer>()

    private struct Progress {
        /// Where loop 0 listens; the others join it there.
        var address: SocketAddress?
        var listening = 0
        var ended = 0
    }

    package init(_ settings: DaemonSettings, log: Logger, makePart: @escaping MakePart) {
        self.settings = settings
        self.log = log
        self.makePart = makePart
    }

    /// Blocks the calling thread, which must be the first and only one, until the daemon has ended in order.
    package func run() {
        Heap.keepForRequests()
        Signals.block([SIGTERM, SIGINT])
        do throws(SystemError) {
            if settings.server.address.port != 0 { try TCPListener.checkFree(settings.server.address) }
            try LoopGroup.run(count: settings.loops) { loop in await self.serve(on: loop) }
        } catch {
            fail(starting: error)
        }
        log.info("ended")
    }

    // MARK: For the parts

    /// Resumes everything that waits in `isPrepared`.
    package func prepared() { preparation.open() }

    /// Waits until one part has called `prepared`. False when the daemon is told to end before that.
    package func isPrepared(on loop: EventLoop) async -> Bool {
        await preparation.wait(on: loop)
        return !isDraining
    }

    /// True from the first signal on.
    package var isDraining: Bool { draining.isOpen }

    /// Set on the first signal: for tasks that must wake up and end.
    package func drainingEvent(on loop: EventLoop) -> LoopEvent { draining.event(on: loop) }

    /// The loop's own, made on first use.
    package func tracer(on loop: EventLoop) -> Tracer {
        tracers.member(of: loop) {
            let collector = settings.collector.map { origin in
                HTTPClient(
                    host: origin.host, port: UInt16(origin.port), on: loop,
                    resolver: Resolver(), maxConnections: 1)
            }
            return Tracer(
                service: settings.name, collector: collector, on: loop, metrics: settings.server.metrics?.tracing)
        }
    }

    /// Ends the daemon in order, as a signal does.
    package func drain() {
        draining.open()
        preparation.open()
    }

    /// For a fault that an operator has to put right: logs it and ends the process with status 1.
    package func fail(_ message: String, _ metadata: Logger.Metadata = [:]) -> Never {
        log.critical("\(message)", metadata: metadata)
        _exit(1)
    }

    // MARK: One loop

    private func serve(on loop: EventLoop) async {
        let signals = loop.index == 0 ? watchSignals(on: loop) : nil
        let part: any DaemonPart
        do {
            part = try await makePart(self, loop)
        } catch {
            fail("cannot start", ["error": "\(error)"])
        }
        let tracer = tracer(on: loop)
        let watch = settings.server.metrics.map { LoopWatch(loop, turns: $0.turns(of: loop.index)) }
        let limit = LoopTimer(on: loop) { self.fail("did not end within the shutdown timeout") }
        await withDiscardingTaskGroup { group in
            group.addTask { await part.run() }
            group.addTask { await tracer.run() }
            // Requests come as soon as it listens: the database should be connected by then, if it can be.
            await part.canServe(atMost: Self.longestStart)
            let server = await listen(part.router, on: loop)
            group.addTask { await server.run() }
            await draining.wait(on: loop)
            limit.arm(after: settings.shutdownTimeout)
            // Requests get most of the time, what they leave behind (a producer's queue) the rest.
            await server.drain(within: settings.shutdownTimeout * 0.6)
            await part.stop(within: settings.shutdownTimeout * 0.3)
            await tracer.close(within: settings.shutdownTimeout * 0.05)
            watch?.close()
        }
        await othersEnded(loop)
        limit.disarm()
        signals?.close()
    }

    private func listen(_ router: Router, on loop: EventLoop) async -> HTTPServer {
        var configuration = settings.server
        if loop.index != 0 {
            await bound.wait(on: loop)
            if let address = progress.withLock({ $0.address }) { configuration.address = address }
        }
        do throws(SystemError) {
            let server = try HTTPServer(configuration, router: router, on: loop)
            let listening = progress.withLock { progress in
                progress.address = server.address
                progress.listening += 1
                return progress.listening
            }
            bound.open()
            if listening == settings.loops { logListening(server.address) }
            return server
        } catch {
            fail(starting: error)
        }
    }

    /// The log is for people; for programs that have started us (PORT=0), standard output has one line with nothing but the port:
    /// `{"message":"listening","port":40123}`.
    private func logListening(_ address: SocketAddress) {
        LogSink.standardOutput.write(Array("{\"message\":\"listening\",\"port\":\(address.port)}\n".utf8))
        log.info(
            "listening",
            metadata: [
                "address": "\(address)", "port": .stringConvertible(Int(address.port)), "loops": .stringConvertible(settings.loops),
                "pid": .stringConvertible(Int(getpid())),
            ])
    }

    private func fail(starting error: SystemError) -> Never {
        let address = settings.server.address
        switch error.code {
        case EADDRINUSE: fail("port \(address.port) is taken by another program; stop it or set PORT", ["address": "\(address)"])
        case EACCES: fail("may not listen on port \(address.port)", ["address": "\(address)"])
        default: fail("cannot listen", ["address": "\(address)", "error": "\(error)"])
        }
    }

    // MARK: The end

    private func watchSignals(on loop: EventLoop) -> Signals {
        do throws(SystemError) {
            return try Signals([SIGTERM, SIGINT], on: loop) { signal in
                if self.isDraining { _exit(128 + signal) }
                self.log.info("draining", metadata: ["signal": .stringConvertible(Int(signal))])
                self.drain()
            }
        } catch {
            fail("cannot watch signals", ["error": "\(error)"])
        }
    }

    /// Loop 0 stays until all have ended: a second signal and the time limit need it.
    private func othersEnded(_ loop: EventLoop) async {
        let all = progress.withLock { progress in
            progress.ended += 1
            return progress.ended == settings.loops
        }
        if all { finished.open() }
        if loop.index == 0 { await finished.wait(on: loop) }
    }
}
