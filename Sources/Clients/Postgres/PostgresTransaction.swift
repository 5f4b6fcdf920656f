import Reactor

/// A transaction under way, on a connection that nobody else uses until it ends. Valid inside the body that it was given to.
///
/// BEGIN travels with the first statement, so that a transaction costs one round trip more than its statements, not two.
package final class PostgresTransaction: @unchecked Sendable {  // loop-confined, as its pool
    package enum Isolation: Sendable { case readCommitted, repeatableRead, serializable }

    private enum State {
        /// BEGIN was not sent yet.
        case idle
        case open
        case ended
    }

    private static let commitStatement = Statement("commit", "COMMIT")
    private static let rollbackStatement = Statement("rollback", "ROLLBACK")

    private let connection: PostgresConnection
    private let isolation: Isolation
    private let loop: EventLoop
    private let timeout: Duration
    private var state = State.idle

    init(_ connection: PostgresConnection, _ isolation: Isolation, on loop: EventLoop, timeout: Duration) {
        self.connection = connection
        self.isolation = isolation
        self.loop = loop
        self.timeout = timeout
    }

    /// Runs one statement. After an error every further statement is refused with 25P02: let it out of the body.
    package func query(_ statement: Statement, _ values: [PostgresValue] = [], timeout: Duration? = nil)
        async throws(PostgresError) -> PostgresResult
    {
        precondition(state != .ended, "a transaction was used after its end")
        let begin = state == .idle ? isolation.begin : nil
        state = .open
        let deadline = loop.now + (timeout ?? self.timeout)
        let outcome = await connection.answer(statement, values, deadline: deadline, begin: begin)
        // Nothing was committed, whatever had run.
        if case .failure(.connectionLost) = outcome { throw .connectionLost(mayHaveRun: false) }
        return try outcome.get()
    }

    /// Throws `rolledBack` when a statement had failed and the body went on regardless.
    func commit() async throws(PostgresError) {
        guard state == .open else {
            state = .ended
            return
        }
        state = .ended
        let result = try await connection.answer(Self.commitStatement, deadline: loop.now + timeout).get()
        guard result.command == "COMMIT" else { throw .rolledBack }
    }

    /// Leaves the connection as it was found. When that is not certain it is dropped; the server then rolls back by itself.
    func abandon() async {
        if state == .open { _ = await connection.answer(Self.rollbackStatement, deadline: loop.now + timeout) }
        state = .ended
        if !connection.isIdle { connection.drop(.inDoubt) }
    }
}

extension PostgresTransaction.Isolation {
    fileprivate var begin: StaticString {
        switch self {
        case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}
