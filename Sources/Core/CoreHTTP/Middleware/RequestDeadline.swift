import HTTPWire
package import Reactor

/// Answers 503 `deadline_exceeded` when a handler has not answered in time. The handler is cancelled and ends by itself: the client
/// does not wait for it, and what it had begun in a store has happened or not, as after any lost answer.
package struct RequestDeadline: Middleware {
    private let limit: Duration
    private let loop: EventLoop

    package init(_ limit: Duration, on loop: EventLoop) {
        self.limit = limit
        self.loop = loop
    }

    package func respond(to request: Request, next: Next) async throws -> Response {
        let answer = Answer(on: loop)
        let task = Task(executorPreference: loop) { answer.set(await next(request)) }
        if let response = await answer.wait(atMost: limit) { return response }
        task.cancel()
        throw Problem.unavailable("deadline_exceeded", detail: "The answer was not ready within \(limit).")
    }
}

private final class Answer: @unchecked Sendable {  // loop-confined
    private let event: LoopEvent
    private var response: Response?

    init(on loop: EventLoop) { event = LoopEvent(on: loop) }

    func set(_ response: Response) {
        self.response = response
        event.set()
    }

    func wait(atMost limit: Duration) async -> Response? {
        _ = await event.wait(atMost: limit)
        return response
    }
}
