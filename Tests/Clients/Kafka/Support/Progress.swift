import Reactor

/// Lets a test wait for what others on its loop bring about: they say that something has changed, it looks. For what nobody tells,
/// it looks every few milliseconds anyway. Confined to its loop.
final class Progress: @unchecked Sendable {  // loop-confined
    private let signal: LoopSignal

    init(on loop: EventLoop) { signal = LoopSignal(on: loop) }

    func changed() { signal.raise() }

    /// False when `condition` did not come true within `limit`.
    func reaches(within limit: Duration, _ condition: () -> Bool) async -> Bool {
        let deadline = MonotonicTime.read() + limit
        while !condition() {
            let left = deadline - MonotonicTime.read()
            guard left > .zero else { return false }
            _ = await signal.wait(atMost: min(left, .milliseconds(5)))
        }
        return true
    }
}
