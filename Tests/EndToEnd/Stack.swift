import Foundation
import Postgres
import Reactor
import Synchronization
import TestSupport

/// The whole system as an operator runs it: private stores and the three daemons, all on the loopback.
final class Stack: Sendable {
    enum Service: String, CaseIterable { case auth, appointment, notification }

    let stores: Stores
    private let extra: [String: String]
    private let daemons = Mutex<[Service: DaemonProcess]>([:])
    private let replicas = Mutex<[DaemonProcess]>([])

    /// Starts everything, runs `body` on an event loop of its own, and ends everything. `environment` goes to every daemon.
    static func run<Result: Sendable>(
        environment: [String: String] = [:], _ body: @escaping @Sendable (Stack, API) async throws -> Result
    ) async throws -> Result {
        try await Stores.withPrivate([.postgres, .redis, .kafka]) { stores in
            let stack = Stack(stores, environment)
            do {
                for service in Service.allCases { try await stack.start(service) }
                let result = try await onLoop { loop in
                    let api = API(stack, on: loop)
                    for service in Service.allCases { try await api.waitUntilReady(service) }
                    return try await body(stack, api)
                }
                await stack.stop()
                return result
            } catch {
                await stack.stop()
                throw error
            }
        }
    }

    private init(_ stores: Stores, _ extra: [String: String]) {
        self.stores = stores
        self.extra = extra
    }

    func daemon(_ service: Service) throws -> DaemonProcess {
        try daemons.withLock { $0[service] }.orThrow(NotStarted(service: service))
    }

    func port(_ service: Service) throws -> UInt16 { try daemon(service).port }

    /// Starts it, on the port it had before if it was running once.
    func start(_ service: Service) async throws {
        let known = daemons.withLock { $0[service]?.port }
        let daemon = try await DaemonProcess.start(
            service.rawValue, port: known ?? 0, environment: try environment(service),
            logFile: "\(stores.directory)/\(service.rawValue).log")
        daemons.withLock { $0[service] = daemon }
    }

    /// One more process of a service that runs already.
    func startReplica(_ service: Service) async throws -> DaemonProcess {
        let daemon = try await DaemonProcess.start(
            service.rawValue, environment: try environment(service), logFile: "\(stores.directory)/\(service.rawValue)-replica.log")
        replicas.withLock { $0.append(daemon) }
        return daemon
    }

    /// A connection to the service's database. The caller closes it.
    func session(_ service: Stores.Service, on loop: EventLoop) async throws -> PostgresSession {
        let address = try await stores.postgres(service)
        return try await PostgresSession.open(
            PostgresConfiguration(
                host: address.host, port: address.port, database: address.database, user: address.user, password: address.password),
            on: loop, resolver: Resolver())
    }

    func kill(_ service: Service) async throws { await (try daemon(service)).kill() }

    @discardableResult
    func terminate(_ service: Service) async throws -> Int32 { await (try daemon(service)).terminate() }

    private func stop() async {
        let all = daemons.withLock { Array($0.values) } + replicas.withLock { $0 }
        for daemon in all { _ = await daemon.terminate() }
    }

    private func environment(_ service: Service) throws -> [String: String] {
        var environment = try stores.environment(Stores.Service(rawValue: service.rawValue) ?? .auth)
        environment["MIGRATIONS_DIR"] = Self.root.appending(path: "sql/\(service.rawValue)").path
        environment["OPENAPI_FILE"] = Self.root.appending(path: "api/\(service.rawValue).yaml").path
        environment["JWT_SECRET"] = "end-to-end 1 5b0f2a9c6d3e8174a1c2"
        environment["JWT_REFRESH_SECRET"] = "end-to-end 2 91c7de20b4f35a68e0d1"
        environment["INTERNAL_SECRET"] = "end-to-end 3 c3a8b6f1907d2e54f6b7"
        environment["FRONTEND_URL"] = "http://localhost:3010"
        environment["BCRYPT_ROUNDS"] = "4"
        for limit in [
            "LOGIN_LIMIT_ADDRESS", "LOGIN_LIMIT_ACCOUNT", "LOGIN_LIMIT_ACCOUNT_DAY", "LOGIN_LIMIT_DEVICE", "REGISTER_LIMIT",
            "REFRESH_LIMIT", "PASSWORD_LIMIT", "REQUEST_LIMIT",
        ] {
            environment[limit] = "0"  // unless that is what is tested
        }
        environment["KAFKA_CLIENT_ID"] = service.rawValue
        if service != .auth { environment["AUTH_SERVICE_URL"] = "http://127.0.0.1:\(try port(.auth))" }
        return environment.merging(extra) { $1 }
    }

    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    struct NotStarted: Error { let service: Service }
}

extension Optional {
    func orThrow(_ error: some Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
