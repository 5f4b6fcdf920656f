import Basics
import Logging
import Reactor

/// Keeps a connection to Redis: looks the host up, connects, introduces itself, and begins again with growing pauses when the
/// connection is lost, until it is closed. The client and the subscriber each have one. Confined to its loop.
final class RedisLink: @unchecked Sendable {  // loop-confined
    /// Open and introduced.
    private(set) var connection: RedisConnection?
    /// A connection is ready for commands; called before anything can be sent on it.
    var onUp: (RedisConnection) -> Void = { _ in }
    /// That connection was lost, not closed by us.
    var onDown: (ConnectionEnding) -> Void = { _ in }

    let loop: EventLoop
    let tally = Tally()
    private let configuration: RedisConfiguration
    private let dialling: Dialling
    private let log: Logger?
    private let closing: LoopEvent
    private var introducing: RedisConnection?
    private var backoff: Backoff
    private var lastFailure: String?

    private enum Attempt {
        case connected(RedisConnection)
        case failed(String)
    }

    init(_ configuration: RedisConfiguration, on loop: EventLoop, resolver: Resolver, log: Logger?) {
        self.configuration = configuration
        self.loop = loop
        dialling = Dialling(configuration, on: loop, resolver: resolver, tally: tally)
        self.log = log
        closing = LoopEvent(on: loop)
        backoff = Backoff(
            first: configuration.minBackoff, longest: max(configuration.minBackoff, configuration.maxBackoff), jitter: 0.5)
    }

    /// Returns after `close` or when its task is cancelled; at most `connectTimeout` + `commandTimeout` later.
    func run() async {
        await withTaskCancellationHandler {
            while !closing.isSet {
                switch await attempt() {
                case .connected(let connection):
                    up(connection)
                    await connection.ended.wait()
                case .failed(let reason): noteFailure(reason)
                }
                if closing.isSet { break }
                _ = await closing.wait(atMost: backoff.next(random: .random(in: 0...1)))
            }
        } onCancel: {
            loop.execute { [self] in close() }
        }
    }

    /// `run` returns when the commands already sent are answered or late.
    func close() {
        guard !closing.isSet else { return }
        closing.set()
        dialling.cancel()
        introducing?.end(.closed)
        connection?.finish()
        connection = nil
    }

    /// The connection has proved itself: the next loss begins with the shortest pause again.
    func resetBackoff() { backoff.reset() }

    // MARK: One attempt

    private func attempt() async -> Attempt {
        let stream: any ByteStream
        do {
            stream = try await dialling.connect()
        } catch { return .failed("\(error)") }
        guard !closing.isSet else {
            stream.close()
            return .failed("closed")
        }
        let connection = RedisConnection(stream, configuration, tally: tally)
        introducing = connection
        defer { introducing = nil }
        connection.start()
        if let refusal = await Introduction.make(on: connection, configuration) {
            connection.end(.closed)
            return .failed(refusal)
        }
        return connection.isOpen ? .connected(connection) : .failed("connection closed")
    }

    // MARK: Up and down

    private func up(_ connection: RedisConnection) {
        guard !closing.isSet else { return connection.end(.closed) }
        self.connection = connection
        connection.onEnd = { [unowned self] in down($0) }
        tally.counters.connects += 1
        lastFailure = nil
        log?.info("redis connected", metadata: ["redis": "\(configuration)"])
        onUp(connection)
    }

    private func down(_ ending: ConnectionEnding) {
        guard !closing.isSet else { return }
        connection = nil
        tally.counters.losses += 1
        log?.warning("redis lost", metadata: ["redis": "\(configuration)", "reason": "\(ending)"])
        onDown(ending)
    }

    /// Logs the same reason once, not with every attempt.
    private func noteFailure(_ reason: String) {
        guard !closing.isSet else { return }
        tally.counters.failedConnects += 1
        let level: Logger.Level = reason == lastFailure ? .debug : .warning
        lastFailure = reason
        log?.log(level: level, "redis unreachable", metadata: ["redis": "\(configuration)", "reason": "\(reason)"])
    }
}
