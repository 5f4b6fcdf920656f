import Reactor

/// From a configuration to a connection: resolves the name and tries each of its addresses. Confined to its loop.
final class Connector: @unchecked Sendable {  // loop-confined
    let configuration: PostgresConfiguration
    private let loop: EventLoop
    private let resolver: Resolver
    private let telemetry: Telemetry
    private var attempts: [ConnectionAttempt] = []
    private var isCancelled = false
    private var preferred = 0

    init(_ configuration: PostgresConfiguration, on loop: EventLoop, resolver: Resolver, telemetry: Telemetry) {
        self.configuration = configuration
        self.loop = loop
        self.resolver = resolver
        self.telemetry = telemetry
    }

    /// Tries the server that took the last connection first; for a standby, any of them. Throws `cannotConnect` with each server's
    /// reason, at the latest after the configuration's limit for each address.
    func connect() async throws(PostgresError) -> PostgresConnection {
        let servers = configuration.servers
        let first = configuration.role == .primary ? preferred : Int.random(in: servers.indices)
        var failures: [String] = []
        for offset in servers.indices {
            let index = (first + offset) % servers.count
            do throws(PostgresError) {
                let connection = try await connect(to: servers[index])
                preferred = index
                return connection
            } catch {
                guard case .cannotConnect(let reason) = error, servers.count > 1 else { throw error }
                failures.append("\(servers[index]): \(reason)")
            }
        }
        throw .cannotConnect(failures.joined(separator: "; "))
    }

    private func connect(to server: PostgresServer) async throws(PostgresError) -> PostgresConnection {
        var failure = PostgresError.cannotConnect("cancelled")
        for address in try await addresses(server) {
            if isCancelled { break }
            do throws(PostgresError) {
                let handle = try await attempt(server, address)
                return try PostgresConnection(
                    handle, on: loop, maxInFlight: configuration.maxInFlight, mustTakeWrites: configuration.failsOver,
                    telemetry: telemetry)
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

    private func attempt(_ server: PostgresServer, _ address: SocketAddress) async throws(PostgresError) -> ConnectionHandle {
        let attempt = ConnectionAttempt(on: loop)
        attempts.append(attempt)
        defer { attempts.removeAll { $0 === attempt } }
        let deadline = loop.now + configuration.connectTimeout
        return try await attempt.run(configuration, server, address: address, deadline: deadline, telemetry: telemetry)
    }

    private func addresses(_ server: PostgresServer) async throws(PostgresError) -> [SocketAddress] {
        do throws(Resolver.Failure) {
            return try await resolver.resolve(
                server.host, port: server.port, on: loop, deadline: loop.now + configuration.connectTimeout)
        } catch {
            throw .cannotConnect("\(error)")
        }
    }
}
