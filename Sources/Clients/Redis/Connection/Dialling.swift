import OpenSSL
import Reactor

/// How a configuration's server is found and connected to: asks a Sentinel first where there are any, then connects, with TLS where it is
/// wanted. Confined to its loop.
final class Dialling: @unchecked Sendable {  // loop-confined
    enum Failure: Error, CustomStringConvertible {
        /// What each Sentinel said, or why it did not.
        case noSentinel([String])

        var description: String {
            switch self {
            case .noSentinel(let reasons): "no Sentinel names the master: " + reasons.joined(separator: "; ")
            }
        }
    }

    private let configuration: RedisConfiguration
    private let loop: EventLoop
    private let resolver: Resolver
    private let tally: Tally
    private var attempts = 0
    private var asking: RedisConnection?

    init(_ configuration: RedisConfiguration, on loop: EventLoop, resolver: Resolver, tally: Tally) {
        self.configuration = configuration
        self.loop = loop
        self.resolver = resolver
        self.tally = tally
    }

    /// Returns or throws at the latest after `connectTimeout`, or after twice that when Sentinels are asked.
    func connect() async throws -> any ByteStream {
        defer { attempts += 1 }
        guard let sentinels = configuration.sentinels else { return try await connect(configuration.host, configuration.port) }
        let master = try await ask(sentinels)
        return try await connect(master.host, master.port)
    }

    /// Ends a question to a Sentinel that is not answered yet.
    func cancel() { asking?.end(.closed) }

    /// Looks the host up and tries its addresses in turn, beginning with another one each time.
    private func connect(_ host: String, _ port: UInt16, within time: Duration? = nil) async throws -> any ByteStream {
        let limit = MonotonicTime.read() + (time ?? configuration.connectTimeout)
        let context = try configuration.tls.map { files throws(TLSContext.Unusable) in try TLSContext.make(files) }
        let addresses = try await resolver.resolve(host, port: port, on: loop, deadline: limit)
        var failure: (any Error)?
        for index in addresses.indices {
            let now = MonotonicTime.read()
            let deadline = now + (limit - now) / (addresses.count - index)
            do {
                let address = addresses[(attempts + index) % addresses.count]
                let socket = try await TCPStream.connect(to: address, on: loop, deadline: deadline)
                guard let context else { return socket }
                return try await TLSStream.connect(over: socket, context, host: host, deadline: deadline)
            } catch { failure = error }
        }
        throw failure ?? Resolver.Failure.unresolvable(host: host, code: 0)
    }

    // MARK: Sentinel

    /// The first answer counts; whether the server named is a master is checked by its ROLE.
    private func ask(_ sentinels: RedisSentinels) async throws -> RedisSentinels.Address {
        let limit = MonotonicTime.read() + configuration.connectTimeout
        let addresses = sentinels.addresses
        var reasons: [String] = []
        for index in addresses.indices {
            let sentinel = addresses[(attempts + index) % addresses.count]
            let now = MonotonicTime.read()
            do {
                return try await ask(sentinel, sentinels, within: (limit - now) / (addresses.count - index))
            } catch { reasons.append("\(sentinel): \(error)") }
        }
        throw Failure.noSentinel(reasons)
    }

    private struct Unanswered: Error, CustomStringConvertible { let description: String }

    private func ask(_ sentinel: RedisSentinels.Address, _ sentinels: RedisSentinels, within time: Duration) async throws
        -> RedisSentinels.Address
    {
        let deadline = MonotonicTime.read() + time
        let stream = try await connect(sentinel.host, sentinel.port, within: time)
        var own = configuration
        own.commandTimeout = max(.milliseconds(1), deadline - MonotonicTime.read())
        let connection = RedisConnection(stream, own, tally: tally)
        asking = connection
        defer {
            asking = nil
            connection.end(.closed)
        }
        connection.start()
        var commands: [[RedisArgument]] = []
        if let password = sentinels.password {
            commands.append(["AUTH"] + (sentinels.username.map { [.text($0)] } ?? []) + [.text(password)])
        }
        commands.append(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", .text(sentinels.master)])
        let answers = try await connection.pipeline(commands)
        for case .error(let message) in answers { throw Unanswered(description: message) }
        guard case .array(let parts)? = answers.last, parts.count == 2, let host = parts[0].text,
            let port = parts[1].text.flatMap({ UInt16($0) })
        else { throw Unanswered(description: "knows no master \(sentinels.master)") }
        return RedisSentinels.Address(host: host, port: port)
    }
}
