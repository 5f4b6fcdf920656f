package import Reactor

/// One connection for one user: what belongs to a session (advisory locks, SET) and what must not share (migrations).
/// It is not made again when it is lost. Confined to its loop.
package final class PostgresSession: @unchecked Sendable {  // loop-confined
    private let connection: PostgresConnection
    private let loop: EventLoop
    private let timeout: Duration

    /// Throws `cannotConnect`.
    package static func open(
        _ configuration: PostgresConfiguration, on loop: EventLoop, resolver: Resolver,
        observe: @escaping (PostgresEvent) -> Void = { _ in }
    ) async throws(PostgresError) -> PostgresSession {
        let connector = Connector(configuration, on: loop, resolver: resolver, telemetry: Telemetry(observe))
        return PostgresSession(try await connector.connect(), on: loop, timeout: configuration.queryTimeout)
    }

    private init(_ connection: PostgresConnection, on loop: EventLoop, timeout: Duration) {
        self.connection = connection
        self.loop = loop
        self.timeout = timeout
    }

    /// Set when the session is gone, with all that belonged to it: a lock that it held may by now be another's.
    package var lost: LoopEvent { connection.lost }
    package var isOpen: Bool { connection.isOpen }

    /// Runs one statement, inside the transaction that an earlier BEGIN may have opened. After a `timeout` the session is lost.
    package func query(_ statement: Statement, _ values: [PostgresValue] = [], timeout: Duration? = nil)
        async throws(PostgresError) -> PostgresResult
    {
        let deadline = loop.now + (timeout ?? self.timeout)
        let outcome = await connection.answer(statement, values, deadline: deadline)
        if case .failure(let error) = outcome, error.isStalePlan, connection.isIdle {
            return try await connection.answer(statement, values, deadline: deadline, preparesAnew: true).get()
        }
        return try outcome.get()
    }

    /// Runs several statements, without parameters, while no other statement of this session is under way. They are one transaction
    /// unless the script says otherwise; the first error ends it.
    package func execute(script: String, timeout: Duration? = nil) async throws(PostgresError) {
        try await connection.run(script: script, deadline: loop.now + (timeout ?? self.timeout)).get()
    }

    package func close() { connection.close() }
}
