import Reactor

/// One statement of one caller on its way. Finished exactly once: `finish` takes the continuation out, and traps if it is gone.
final class Query {
    typealias Outcome = Result<PostgresResult, PostgresError>

    let statement: Statement
    let values: [PostgresValue]
    let deadline: MonotonicTime
    let calledAt = MonotonicTime.read()
    /// BEGIN with its isolation level, sent in front of the statement.
    let begin: StaticString?
    /// Do not rely on what others have prepared: their PREPARE may be what fails.
    let preparesAnew: Bool
    /// The server-side name it was sent under.
    var serverName = ""
    var prepares = false
    var hasExpired = false
    /// What is known of the outcome before SYNC is answered.
    var kept: Outcome?
    private var continuation: UnsafeContinuation<Outcome, Never>?

    init(
        _ statement: Statement, _ values: [PostgresValue], deadline: MonotonicTime, begin: StaticString? = nil,
        preparesAnew: Bool = false, _ continuation: UnsafeContinuation<Outcome, Never>
    ) {
        self.statement = statement
        self.values = values
        self.deadline = deadline
        self.begin = begin
        self.preparesAnew = preparesAnew
        self.continuation = continuation
    }

    func finish(_ outcome: Outcome) {
        guard let continuation = continuation.take() else { preconditionFailure("a query was finished twice") }
        continuation.resume(returning: outcome)
    }
}
