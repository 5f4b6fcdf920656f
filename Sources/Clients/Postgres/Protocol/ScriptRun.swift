import Reactor

/// Several statements in one simple query on their way. Finished exactly once.
final class ScriptRun {
    typealias Outcome = Result<Void, PostgresError>

    let deadline: MonotonicTime
    var hasExpired = false
    var failure: PostgresError?
    private var continuation: UnsafeContinuation<Outcome, Never>?

    init(deadline: MonotonicTime, _ continuation: UnsafeContinuation<Outcome, Never>) {
        self.deadline = deadline
        self.continuation = continuation
    }

    func finish(_ outcome: Outcome) {
        guard let continuation = continuation.take() else { preconditionFailure("a script was finished twice") }
        continuation.resume(returning: outcome)
    }
}
