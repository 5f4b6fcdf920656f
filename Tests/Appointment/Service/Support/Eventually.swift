import Reactor
import Testing

/// Asks again, every few milliseconds and at most a minute.
func eventually(on loop: EventLoop, at place: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool) async throws
{
    let pause = LoopEvent(on: loop)
    let deadline = MonotonicTime.read() + .seconds(60)
    while !(try await condition()) {
        if MonotonicTime.read() > deadline {
            Issue.record("it did not happen in a minute", sourceLocation: place)
            return
        }
        _ = await pause.wait(atMost: .milliseconds(5))
    }
}
