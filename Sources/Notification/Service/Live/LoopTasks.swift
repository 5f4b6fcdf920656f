import Reactor

/// Work that begins with an event of the loop and has to wait for something: each piece is a child task of `run`. Confined to its loop.
final class LoopTasks: @unchecked Sendable {  // loop-confined
    private let signal: LoopSignal
    private var waiting: [@Sendable () async -> Void] = []
    private var isClosed = false

    init(on loop: EventLoop) { signal = LoopSignal(on: loop) }

    /// Begins in this turn of the loop, or with `run`; not after `close`.
    func add(_ work: @escaping @Sendable () async -> Void) {
        guard !isClosed else { return }
        waiting.append(work)
        signal.raise()
    }

    /// Returns after `close`, when all that had begun has ended.
    func run() async {
        await withDiscardingTaskGroup { group in
            while !isClosed {
                _ = await signal.wait(atMost: nil)
                let begun = waiting
                waiting.removeAll()
                for work in begun { group.addTask { await work() } }
            }
        }
    }

    func close() {
        isClosed = true
        waiting.removeAll()
        signal.raise()
    }
}
