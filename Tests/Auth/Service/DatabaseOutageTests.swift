@testable import AuthService
import CoreHTTP
import Foundation
import HTTPWire
import Logging
import OpenSSL
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@Suite("The daemon and its database") struct DatabaseOutageTests {
    @Test("it starts without the database, migrates when it comes, and outlives its stops", .timeLimit(.minutes(4)))
    func comesAndGoes() async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            let environment = try stores.environment(.auth)
            try await stores.stop(.postgres)
            try await withDaemon(environment) { peer in
                #expect(try await peer.get("/livez") == 200)
                #expect(try await peer.get("/readyz") == 503)
                #expect(try await peer.register() == 503)
                try await stores.start([.postgres], options: ["--no-fsync"])
                try await peer.waitUntil("/readyz", is: 200)
                #expect(try await peer.registerWhenReady() == 201)
                try await stores.kill(.postgres)
                try await peer.waitUntil("/readyz", is: 503)
                #expect(try await peer.register() == 503)
                #expect(try await peer.get("/livez") == 200)
                try await stores.start([.postgres], options: ["--no-fsync"])
                try await peer.waitUntil("/readyz", is: 200)
                #expect(try await peer.registerWhenReady() == 409)
            }
            try await refusesNewerDatabase(stores, environment)
        }
    }

    /// A database that a newer release has migrated is left alone.
    private func refusesNewerDatabase(_ stores: Stores, _ environment: [String: String]) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clinic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = try AuthProgram.run(environment: environment.merging(["MIGRATIONS_DIR": folder.path]) { $1 })
        #expect(program.status == 1)
        #expect(program.output.contains(#""level":"critical""#) && program.output.contains("the database is at"))
    }

    /// Runs the daemon in this process, two loops, until `body` has returned.
    private func withDaemon(_ environment: [String: String], _ body: @escaping @Sendable (Peer) async throws -> Void) async throws {
        let settings = AuthProgram.environment.merging(environment) { $1 }.merging(["LOOPS": "2", "BCRYPT_ROUNDS": "4"]) { $1 }
        let configuration = try ConfigurationReader(environment: settings).read(AuthConfiguration.keys)
        let app = try AuthProcess(AuthConfiguration(from: configuration, cores: 2), openAPI: [])
        let (ports, found) = AsyncStream.makeStream(of: UInt16.self)
        let daemon = app.daemon(log: Logger(label: "auth") { _ in PortFinder(found: found) })
        let thread = Reactor.Thread.start(named: "daemon") { daemon.run() }
        var port: UInt16 = 0
        for await value in ports {
            port = value
            break
        }
        let listening = port
        do {
            try await onLoop { loop in try await body(Peer(port: listening, loop: loop)) }
            daemon.drain()
            thread.join()
        } catch {
            daemon.drain()
            thread.join()
            throw error
        }
    }
}

/// A client of a daemon: one connection a request, as after an outage.
private struct Peer {
    let port: UInt16
    let loop: EventLoop

    func get(_ path: String) async throws -> Int {
        try await status("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
    }

    func register() async throws -> Int {
        let body = AuthFixture.registration("ann@example.com")
        return try await status(
            "POST /api/auth/register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }

    /// The loop that answered /readyz is ready; the other, which may get the next connection, soon is.
    func registerWhenReady() async throws -> Int {
        let deadline = MonotonicTime.read() + .seconds(30)
        var last = try await register()
        while last == 503, MonotonicTime.read() < deadline { last = try await register() }
        return last
    }

    /// Asks every few milliseconds, for ten seconds at most.
    func waitUntil(_ path: String, is status: Int) async throws {
        let begun = MonotonicTime.read()
        let pause = LoopEvent(on: loop)
        var last = try await get(path)
        while last != status, MonotonicTime.read() - begun < .seconds(10) {
            _ = await pause.wait(atMost: .milliseconds(5))
            last = try await get(path)
        }
        #expect(last == status, "\(path)")
    }

    private func status(_ request: String) async throws -> Int {
        let peer = try await RawPeer(SocketAddress(.v4(0x7F00_0001), port: port), on: loop)
        defer { peer.stream.close() }
        try await peer.send(request)
        return try await peer.response()?.status ?? 0
    }
}

/// A log that hands over the port of the line `listening`.
private struct PortFinder: LogHandler {
    let found: AsyncStream<UInt16>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.message == "listening", let port = event.metadata?["port"].flatMap({ UInt16("\($0)") }) else { return }
        found.yield(port)
    }
}
