import Reactor

/// A transaction's BEGIN, which travels with the first statement that is really sent.
final class TransactionOpening {
    let command: StaticString
    var isSent = false

    init(_ command: StaticString) { self.command = command }
}

/// One statement of one caller on its way. Finished exactly once: `finish` takes the continuation out, and traps if it is gone.
final class Query {
    typealias Outcome = Result<PostgresResult, PostgresError>

    let statement: Statement
    let values: [PostgresValue]
    let deadline: MonotonicTime
    let calledAt = MonotonicTime.read()
    /// Sent in front of the statement unless it was sent before.
    let opening: TransactionOpening?
    var opens = false
    /// Do not rely on what others have prepared: their PREPARE may be what fails.
    let preparesAnew: Bool
    /// A caller's statement, not one of the pool's own.
    let isCounted: Bool
    /// The server-side name it was sent under.
    var serverName = ""
    var prepares = false
    var hasExpired = false
    /// What is known of the outcome before SYNC is answered.
    var kept: Outcome?
    private var continuation: UnsafeContinuation<Outcome, Never>?

    init(
        _ statement: Statement, _ values: [PostgresValue], deadline: MonotonicTime, opening: TransactionOpening? = nil,
        preparesAnew: Bool = false, isCounted: Bool = true, _ continuation: UnsafeContinuation<Outcome, Never>
    ) {
        self.statement = statement
        self.values = values
        self.deadline = deadline
        self.opening = opening
        self.preparesAnew = preparesAnew
        self.isCounted = isCounted
        self.continuation = continuation
    }

    func finish(_ outcome: Outcome) {
        guard let continuation = continuation.take() else { preconditionFailure("a query was finished twice") }
        continuation.resume(returning: outcome)
    }
}
