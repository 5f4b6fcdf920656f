import Foundation
import Synchronization

/// Real PostgreSQL, Redis and Kafka for tests, through `scripts/stores`.
///
/// `Stores.shared` is what `scripts/test` has started (`CLINIC_TEST_STORES` names its directory), or, run by hand, one of this
/// process' own that is removed when the process ends. Tests share it: a random schema, prefix or topic each, and no faults. A test
/// that kills, stops or pauses takes `Stores.withPrivate`.
package final class Stores: Sendable {
    package enum Store: String, Sendable, CaseIterable { case postgres, redis, kafka }

    /// A daemon's own database.
    package enum Service: String, Sendable { case auth, appointment, notification }

    package struct PostgresAddress: Sendable {
        package let host: String
        package let port: UInt16
        package let database: String
        package let user: String
        package let password: String
    }

    package struct RedisAddress: Sendable {
        package let host: String
        package let port: UInt16
        /// Empty: none is asked for.
        package let password: String
    }

    /// The environment of the stores names no such value.
    package struct Missing: Error { package let key: String }

    package static let shared: Stores = {
        if let given = ProcessInfo.processInfo.environment["CLINIC_TEST_STORES"] { return Stores(directory: given, isOurs: false) }
        return Stores(directory: own("shared"), isOurs: true)
    }()

    package let directory: String
    private let isOurs: Bool
    private let starting = Mutex<[Store: Task<Void, any Error>]>([:])

    private init(directory: String, isOurs: Bool) {
        self.directory = directory
        self.isOurs = isOurs
        if isOurs { LeftoverStores.remember(directory) }
    }

    /// Stores of the caller's own, empty, on ports of their own, gone when `body` has returned. `options` as in `scripts/stores start`.
    package static func withPrivate<Result: Sendable>(
        _ stores: [Store], options: [String] = ["--no-fsync"], _ body: @Sendable (Stores) async throws -> Result
    ) async throws -> Result {
        let own = Stores(directory: own(UUID().uuidString.lowercased()), isOurs: true)
        do {
            try await own.start(stores, options: options)
            let result = try await body(own)
            try await own.remove()
            return result
        } catch {
            try await own.remove()
            throw error
        }
    }

    // MARK: Where they are

    /// Started on first use.
    package func postgres(_ service: Service = .appointment) async throws -> PostgresAddress {
        try await ready(.postgres)
        let values = try environment(service)
        return PostgresAddress(
            host: try values.value("DB_HOST"), port: try values.port("DB_PORT"), database: try values.value("DB_NAME"),
            user: try values.value("DB_USER"), password: try values.value("DB_PASSWORD"))
    }

    /// Started on first use.
    package func redis() async throws -> RedisAddress {
        try await ready(.redis)
        let values = try environment()
        return RedisAddress(
            host: try values.value("REDIS_HOST"), port: try values.port("REDIS_PORT"), password: values["REDIS_PASSWORD"] ?? "")
    }

    /// The bootstrap servers, `host:port`; started on first use.
    package func kafka() async throws -> String {
        try await ready(.kafka)
        return try environment().value("KAFKA_BROKERS")
    }

    /// What a daemon would be started with: `KEY=value` lines of the directory.
    package func environment(_ service: Service? = nil) throws -> [String: String] {
        let file = directory + "/" + (service.map { $0.rawValue + ".env" } ?? "env")
        var values: [String: String] = [:]
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            values[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        return values
    }

    private func ready(_ store: Store) async throws {
        guard isOurs else { return }
        let task = starting.withLock { starting in
            if let task = starting[store] { return task }
            let task = Task { try await start([store], options: ["--no-fsync"]) }
            starting[store] = task
            return task
        }
        try await task.value
    }

    // MARK: Faults

    package func start(_ stores: [Store], options: [String] = []) async throws {
        try await run("start", ["--free-ports", "--quiet"] + options + stores.map(\.rawValue))
    }

    /// Ends it in order; the data stay.
    package func stop(_ store: Store) async throws { try await run("stop", [store.rawValue]) }

    /// On the same port.
    package func restart(_ store: Store) async throws { try await run("restart", [store.rawValue]) }

    /// SIGKILL.
    package func kill(_ store: Store) async throws { try await run("kill", [store.rawValue]) }

    /// SIGSTOP: it neither answers nor hangs up.
    package func pause(_ store: Store) async throws { try await run("pause", [store.rawValue]) }

    /// SIGCONT.
    package func resume(_ store: Store) async throws { try await run("resume", [store.rawValue]) }

    /// Kafka only: connections are reset and its port closed, the log is kept.
    package func cut(_ store: Store) async throws { try await run("cut", [store.rawValue]) }

    package func mend(_ store: Store) async throws { try await run("mend", [store.rawValue]) }

    /// Does nothing when the topic is there.
    package func createTopic(_ name: String, partitions: Int = 6) async throws {
        try await run("topic", [name, String(partitions)])
    }

    /// With all records and whatever groups have committed there.
    package func deleteTopic(_ name: String) async throws { try await run("topic", [name, "0"]) }

    /// Gives PostgreSQL a certificate of its own making; connections made from now on may be encrypted.
    package func enableTLS() async throws {
        let certificate = "openssl req -new -x509 -days 2 -nodes -subj /CN=localhost -keyout server.key -out server.crt"
        let make = "umask 077 && cd \"$1\"/postgres/data && \(certificate) && chown --reference=. server.key server.crt"
        try await StoreProcess.run(["/bin/sh", "-c", make, "sh", directory])
        try await run("psql", ["postgres", "-c", "ALTER SYSTEM SET ssl = on", "-c", "SELECT pg_reload_conf()"])
    }

    /// Gives PostgreSQL the certificate of a test's authority; from then on it is spoken to over TLS alone, and whoever shows a certificate
    /// signed by that authority and made out to the role's name needs no password.
    package func enableTLS(_ certificates: Certificates) async throws {
        let script = """
            cd "$1"/postgres/data
            cp "$2/server.crt" "$2/server.key" "$2/ca.crt" .
            chown --reference=. server.crt server.key ca.crt
            printf 'hostssl all postgres all scram-sha-256\\nhostssl all all all cert\\nhost all postgres all scram-sha-256\\n' >pg_hba.conf
            """
        try await StoreProcess.run(["/bin/sh", "-euc", script, "sh", directory, certificates.directory])
        try await psql("ALTER SYSTEM SET ssl_ca_file = 'ca.crt'", "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()")
    }

    /// Statements of the superuser's, each by itself.
    package func psql(_ statements: String...) async throws {
        try await run("psql", ["postgres"] + statements.flatMap { ["-c", $0] })
    }

    /// A streaming standby of PostgreSQL, for as long as `body` runs.
    package func withStandby<Result: Sendable>(_ body: (Standby) async throws -> Result) async throws -> Result {
        let primary = try await postgres()
        try await psql("CREATE ROLE standby REPLICATION LOGIN PASSWORD 'standby'")
        let standby = Standby(directory: directory, port: try freePort())
        do {
            try await standby.start(following: primary)
            let result = try await body(standby)
            try await standby.stop()
            return result
        } catch {
            try? await standby.stop()
            throw error
        }
    }

    package func remove() async throws {
        try await run("remove", [])
        LeftoverStores.forget(directory)
    }

    private func run(_ command: String, _ arguments: [String]) async throws {
        try await StoreProcess.run([Self.script, command, directory] + arguments)
    }

    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
    static var script: String { file("scripts/stores") }
    /// One of the checkout's.
    static func file(_ path: String) -> String { root.appending(path: path).path }

    private static func own(_ name: String) -> String {
        root.appending(path: ".local/stores-\(ProcessInfo.processInfo.processIdentifier)-\(name)").path
    }
}

extension [String: String] {
    fileprivate func value(_ key: String) throws -> String {
        guard let value = self[key] else { throw Stores.Missing(key: key) }
        return value
    }

    fileprivate func port(_ key: String) throws -> UInt16 {
        guard let port = UInt16(try value(key)) else { throw Stores.Missing(key: key) }
        return port
    }
}
