/// A PostgreSQL that follows another one until it is promoted.
package struct Standby: Sendable {
    let directory: String
    package let port: UInt16

    func start(following primary: Stores.PostgresAddress) async throws { try await run("start", "\(port)", "\(primary.port)") }

    /// Returns when it takes writes.
    package func promote() async throws { try await run("promote") }

    /// It goes on receiving, but applies nothing.
    package func pauseReplay() async throws { try await run("psql", "SELECT pg_wal_replay_pause()") }

    package func resumeReplay() async throws { try await run("psql", "SELECT pg_wal_replay_resume()") }

    package func stop() async throws { try await run("stop") }

    private func run(_ command: String, _ arguments: String...) async throws {
        try await StoreProcess.run([Stores.file("scripts/lib/engines/standby.sh"), command, directory] + arguments)
    }
}
