import Reactor

/// From a configuration to a connection: resolves the name and tries each of its addresses. Confined to its loop.
final class Connector: @unchecked Sendable {  // loop-confined
    let configuration: PostgresConfiguration
    private let loop: EventLoop
    private let resolver: Resolver
    private let telemetry: Telemetry
    private var attempts: [ConnectionAttempt] = []
    private var isCancelled = false

    init(_ configuration: PostgresConfiguration, on loop: EventLoop, resolver: Resolver, telemetry: Telemetry) {
        self.configuration = configuration
        self.loop = loop
        self.resolver = resolver
        self.telemetry = telemetry
    }

    /// Throws `cannotConnect`, of the last address, at latest after the configuration's limit for each.
    func connect() async throws(PostgresError) -> PostgresConnection {
        var failure = PostgresError.cannotConnect("cancelled")
        for address in try await addresses() {
            if isCancelled { break }
            do throws(PostgresError) {
                let handle = try await attempt(address)
                return try PostgresConnection(handle, on: loop, maxInFlight: configuration.maxInFlight, telemetry: telemetry)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Ends the attempts that run now; later ones fail at once.
    func cancel() {
        isCancelled = true
        for attempt in attempts { attempt.cancel() }
    }

    private func attempt(_ address: SocketAddress) async throws(PostgresError) -> ConnectionHandle {
        let attempt = ConnectionAttempt(on: loop)
        attempts.append(attempt)
        defer { attempts.removeAll { $0 === attempt } }
        let deadline = loop.now + configuration.connectTimeout
        return try await attempt.run(configuration, address: address, deadline: deadline, telemetry: telemetry)
    }

    private func addresses() async throws(PostgresError) -> [SocketAddress] {
        do throws(Resolver.Failure) {
            return try await resolver.resolve(configuration.host, port: configuration.port)
        } catch {
            throw .cannotConnect("\(error)")
        }
    }
}
