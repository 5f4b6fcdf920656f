import Reactor

/// A transaction under way, on a connection that nobody else uses until it ends. Valid inside the body that it was given to.
///
/// BEGIN travels with the first statement, so that a transaction costs one round trip more than its statements, not two. Statements
/// started together are sent in the order of the calls.
package final class PostgresTransaction: @unchecked Sendable {  // loop-confined, as its pool
    package enum Isolation: Sendable { case readCommitted, repeatableRead, serializable }

    private static let commitStatement = Statement("commit", "COMMIT")
    private static let rollbackStatement = Statement("rollback", "ROLLBACK")

    private let connection: PostgresConnection
    private let loop: EventLoop
    private let timeout: Duration
    private let opening: TransactionOpening
    private let isCounted: Bool
    private var hasEnded = false
    /// The server has said that no transaction is open any more.
    private var isSettled = false

    init(
        _ connection: PostgresConnection, _ isolation: Isolation, on loop: EventLoop, timeout: Duration, isCounted: Bool = true
    ) {
        self.connection = connection
        self.loop = loop
        self.timeout = timeout
        self.isCounted = isCounted
        opening = TransactionOpening(isolation.begin)
    }

    /// Runs one statement. After an error of the server every further statement is refused with 25P02: let the error leave the
    /// body.
    package func query(_ statement: Statement, _ values: [PostgresValue] = [], timeout: Duration? = nil)
        async throws(PostgresError) -> PostgresResult
    {
        precondition(!hasEnded, "a transaction was used after its end")
        let deadline = loop.now + (timeout ?? self.timeout)
        let outcome = await connection.answer(statement, values, deadline: deadline, opening: opening, isCounted: isCounted)
        // Nothing was committed, whatever had run.
        if case .failure(.connectionLost) = outcome { throw .connectionLost(mayHaveRun: false) }
        return try outcome.get()
    }

    /// Throws `rolledBack` when a statement had failed and the body went on regardless.
    func commit() async throws(PostgresError) {
        hasEnded = true
        guard opening.isSent else { return }
        let outcome = await answer(Self.commitStatement)
        if case .failure(.refused) = outcome { isSettled = true }
        let command = try outcome.get().command
        isSettled = true
        guard command == "COMMIT" else { throw .rolledBack }
    }

    private func answer(_ end: Statement) async -> Query.Outcome {
        await connection.answer(end, deadline: loop.now + timeout, isCounted: isCounted)
    }

    /// Leaves the connection as it was found. When that is not certain it is dropped; the server then rolls back by itself.
    func abandon() async {
        guard opening.isSent, !isSettled else { return }
        if !hasEnded, case .success = await answer(Self.rollbackStatement) {
            isSettled = true
        }
        hasEnded = true
        if !isSettled { connection.drop(.inDoubt) }
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
