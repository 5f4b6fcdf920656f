package import Reactor

/// Runs `body` on an event loop of its own, whose thread ends with it.
package func onLoop<Result: Sendable>(_ body: @escaping @Sendable (EventLoop) async throws -> Result) async throws -> Result {
    let loop = try EventLoop(index: 0)
    let thread = Thread.start(named: "test-loop") { loop.run() }
    let result = await Task(executorPreference: loop) { try await body(loop) }.result
    loop.stop()
    thread.join()
    return try result.get()
}
