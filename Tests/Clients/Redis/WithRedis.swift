import Reactor
import Redis
import TestSupport
import Testing

/// A loop, a real Redis, and what a test makes for it; everything made here is running and is closed when the test's body returns.
struct RedisBed: Sendable {
    let loop: EventLoop
    let server: RedisServer
    private let running: RunningClients

    init(loop: EventLoop, server: RedisServer, running: RunningClients) {
        self.loop = loop
        self.server = server
        self.running = running
    }

    /// Patient: a test machine may be busy. Tests of time-outs set their own.
    var configuration: RedisConfiguration {
        var configuration = RedisConfiguration(host: "127.0.0.1", port: server.port, password: server.password)
        configuration.commandTimeout = .seconds(20)
        configuration.keepAlive = .seconds(20)
        return configuration
    }

    func client(_ adjust: (inout RedisConfiguration) -> Void = { _ in }) async throws -> RedisClient {
        var configuration = configuration
        adjust(&configuration)
        let client = client(configuration)
        try #require(await client.waitUntilReady(atMost: .seconds(30)))
        return client
    }

    /// Not waited for.
    func client(_ configuration: RedisConfiguration) -> RedisClient {
        let client = RedisClient(configuration, on: loop, resolver: Resolver())
        running.start(run: { await client.run() }, close: { client.close() })
        return client
    }

    func subscriber(_ inbox: Inbox, _ adjust: (inout RedisConfiguration) -> Void = { _ in }) async throws -> RedisSubscriber {
        var configuration = configuration
        adjust(&configuration)
        let subscriber = subscriber(inbox, configuration)
        try #require(await inbox.next() == .ready)
        return subscriber
    }

    /// Not waited for.
    func subscriber(_ inbox: Inbox, _ configuration: RedisConfiguration) -> RedisSubscriber {
        let subscriber = RedisSubscriber(
            configuration, on: loop, resolver: Resolver(),
            onMessage: { inbox.add(.message($0, String(decoding: $1, as: UTF8.self))) }, onReady: { inbox.add(.ready) },
            onLost: { inbox.add(.lost) })
        running.start(run: { await subscriber.run() }, close: { subscriber.close() })
        return subscriber
    }
}

/// Runs `body` on a loop with the shared Redis, or with one of its own for faults; then closes what was made there and waits for
/// its end.
func withRedis<Result: Sendable>(
    _ server: RedisServer = .shared, _ body: @escaping @Sendable (RedisBed) async throws -> Result
) async throws -> Result {
    try server.start()
    return try await onLoop { loop in
        let running = RunningClients(on: loop)
        do {
            let result = try await body(RedisBed(loop: loop, server: server, running: running))
            await running.close()
            return result
        } catch {
            await running.close()
            throw error
        }
    }
}

func withPrivateRedis<Result: Sendable>(
    password: String? = nil, _ body: @escaping @Sendable (RedisBed) async throws -> Result
) async throws -> Result {
    let server = RedisServer(password: password)
    defer { server.kill() }
    return try await withRedis(server, body)
}

/// Tasks of clients, and how to end them. Confined to the loop of its test.
final class RunningClients: @unchecked Sendable {  // loop-confined
    private let loop: EventLoop
    private var clients: [(close: () -> Void, run: Task<Void, Never>)] = []

    init(on loop: EventLoop) { self.loop = loop }

    func start(run: @escaping @Sendable () async -> Void, close: @escaping () -> Void) {
        clients.append((close, Task(executorPreference: loop) { await run() }))
    }

    func close() async {
        for client in clients { client.close() }
        for client in clients { await client.run.value }
    }
}

/// What a subscriber reports, in order, to be waited for. Confined to its loop.
final class Inbox: @unchecked Sendable {  // loop-confined
    enum Entry: Equatable {
        case message(String, String)
        case ready
        case lost
    }

    private var entries: [Entry] = []
    private let arrival: LoopSignal

    init(on loop: EventLoop) { arrival = LoopSignal(on: loop) }

    func add(_ entry: Entry) {
        entries.append(entry)
        arrival.raise()
    }

    /// The oldest entry not yet taken; nil after thirty seconds without one.
    func next() async -> Entry? {
        while entries.isEmpty {
            guard await arrival.wait(atMost: .seconds(30)) else { return nil }
        }
        return entries.removeFirst()
    }

    var isEmpty: Bool { entries.isEmpty }
}

/// What a command threw, or nil.
func failure(_ body: () async throws(RedisError) -> Void) async -> RedisError? {
    do throws(RedisError) {
        try await body()
        return nil
    } catch { return error }
}

/// A key nobody else uses.
func uniqueName(_ prefix: String = "test") -> String { "\(prefix):\(UInt64.random(in: .min ... .max))" }
