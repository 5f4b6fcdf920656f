/// Who gets the next answer.
enum Expectation {
    typealias Answer = Result<RedisValue, RedisError>

    case answer(UnsafeContinuation<Answer, Never>)
    /// One of several commands answered together.
    case part(PendingPipeline)
    /// Nobody: a post.
    case post
    /// Nobody: a sign of life, or the confirmation of a subscription, which its owner has read in `onValue`.
    case acknowledgement
}

/// Several commands whose answers are given to one waiter at once. Confined to its loop.
final class PendingPipeline {
    typealias Answers = Result<[RedisValue], RedisError>

    private var missing: Int
    private var values: [RedisValue] = []
    private var continuation: UnsafeContinuation<Answers, Never>?

    init(count: Int, _ continuation: UnsafeContinuation<Answers, Never>) {
        missing = count
        self.continuation = continuation
        values.reserveCapacity(count)
    }

    func succeed(_ value: RedisValue) {
        values.append(value)
        missing -= 1
        if missing == 0 { finish(.success(values)) }
    }

    /// Reports the first failure; when a command was already answered, the pipeline has run in part.
    func fail(_ error: RedisError) {
        if case .connectionLost(mayHaveRun: false) = error, !values.isEmpty {
            finish(.failure(.connectionLost(mayHaveRun: true)))
        } else {
            finish(.failure(error))
        }
    }

    private func finish(_ answers: Answers) {
        continuation?.resume(returning: answers)
        continuation = nil
    }
}
