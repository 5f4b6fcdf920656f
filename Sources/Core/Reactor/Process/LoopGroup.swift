import Glibc

/// One thread and event loop per core.
package enum LoopGroup {
    /// Runs `body` once on each of `count` loops, each on a thread of its own, and blocks the calling thread until every `body` has
    /// returned. What `body` awaits stays on its loop.
    package static func run(count: Int, _ body: @escaping @Sendable (EventLoop) async -> Void) throws(SystemError) {
        var loops: [EventLoop] = []
        for index in 0..<count { loops.append(try EventLoop(index: index)) }
        let threads = loops.map { loop in
            let thread = Thread.start(named: "loop-\(loop.index)") { loop.run() }
            Task(executorPreference: loop) {
                await body(loop)
                loop.stop()
            }
            return thread
        }
        for thread in threads { thread.join() }
    }
}
