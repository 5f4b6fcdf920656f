import CoreHTTP
import Glibc
import HTTPWire
import Logging
import Reactor
import Synchronization
import TestSupport
import Testing

@Suite("Daemon") struct DaemonTests {
    /// Answers `/` and records what it is told.
    private final class Part: DaemonPart, @unchecked Sendable {  // loop-confined
        let router = Router()
        private let daemon: Daemon
        private let loop: EventLoop
        private let stopped: LoopEvent
        private let events: Recorder<String>

        init(_ daemon: Daemon, _ loop: EventLoop, _ events: Recorder<String>) {
            self.daemon = daemon
            self.loop = loop
            self.events = events
            stopped = LoopEvent(on: loop)
            router.on(.get, "/") { _ in .text("here") }
        }

        func run() async {
            if loop.index == 0 { daemon.prepared() }
            events.record("prepared \(await daemon.isPrepared(on: loop))")
            await stopped.wait()
            events.record("run returned")
        }

        func stop(within limit: Duration) async {
            events.record("stop")
            stopped.set()
        }
    }

    private func settings(loops: Int) -> DaemonSettings {
        DaemonSettings(name: "test", loops: loops, server: ServerConfiguration(address: SocketAddress(.v4(0x7F00_0001), port: 0)))
    }

    @Test("every loop is prepared, serves one port, and ends in order when told to")
    func lifeCycle() async throws {
        let events = Recorder<String>()
        let log = ListeningPort()
        let daemon = Daemon(settings(loops: 2), log: Logger(label: "test") { _ in log }) { daemon, loop in
            Part(daemon, loop, events)
        }
        let thread = Thread.start(named: "daemon") { daemon.run() }
        let port = await log.port()
        let answer = try await onLoop { loop in
            let client = try await RawPeer(SocketAddress(.v4(0x7F00_0001), port: port), on: loop)
            defer { client.stream.close() }
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            return try await client.response()?.text
        }
        #expect(answer == "here")
        #expect(!daemon.isDraining)
        daemon.drain()
        thread.join()
        #expect(daemon.isDraining)
        #expect(events.all.sorted() == ["prepared true", "prepared true", "run returned", "run returned", "stop", "stop"])
        #expect(events.all.lastIndex(of: "stop").map { $0 < events.all.count - 1 } == true)
    }

    @Test("told to end while it is being prepared, it does not go on")
    func endsWhilePreparing() async throws {
        let waiting = Recorder<Bool>()
        let daemon = Daemon(settings(loops: 1), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { daemon, loop in
            NeverPrepared(daemon, loop, waiting)
        }
        let thread = Thread.start(named: "daemon") { daemon.run() }
        daemon.drain()
        thread.join()
        #expect(waiting.all == [false])
    }

    private final class NeverPrepared: DaemonPart, @unchecked Sendable {  // loop-confined
        let router = Router()
        private let daemon: Daemon
        private let loop: EventLoop
        private let result: Recorder<Bool>

        init(_ daemon: Daemon, _ loop: EventLoop, _ result: Recorder<Bool>) {
            self.daemon = daemon
            self.loop = loop
            self.result = result
        }

        func run() async { result.record(await daemon.isPrepared(on: loop)) }
        func stop(within limit: Duration) async {}
    }

    @Test("a port that another listener has is found out before it is shared")
    func takenPort() async throws {
        try await onLoop { loop in
            let listener = try TCPListener(on: SocketAddress(.v4(0x7F00_0001), port: 0), loop: loop)
            #expect(throws: SystemError("bind", code: EADDRINUSE)) { try TCPListener.checkFree(listener.address) }
            listener.close()
            #expect(throws: Never.self) { try TCPListener.checkFree(listener.address) }
        }
    }
}

/// A log that hands over the port of the line `listening`.
private final class ListeningPort: LogHandler, Sendable {
    private let stream: AsyncStream<UInt16>
    private let continuation: AsyncStream<UInt16>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .info }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        guard event.message == "listening", let port = event.metadata?["port"].flatMap({ UInt16("\($0)") }) else { return }
        continuation.yield(port)
    }

    func port() async -> UInt16 {
        for await port in stream { return port }
        return 0
    }
}
