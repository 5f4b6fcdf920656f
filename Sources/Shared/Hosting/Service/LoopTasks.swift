import Reactor

/// What runs on one loop beside the server, in the order in which it is stopped: what makes changes before what reports them.
struct LoopTasks: Sendable {
    let tasks: [any LoopTask]

    /// Features in their order, on loop 0 what each runs once a process first. `feed`: the revocations, which loop 0 receives for all.
    init(of features: [any Feature], on loop: EventLoop, feed: () -> any LoopTask) throws {
        var tasks: [any LoopTask] = []
        if loop.index == 0 {
            tasks = try features.flatMap { try $0.processTasks() }
            tasks.append(feed())
        }
        self.tasks = tasks + (try features.flatMap { try $0.tasks() })
    }

    /// One after the other; each has what the others have left of `limit`.
    func stop(within limit: Duration, on loop: EventLoop) async {
        let end = loop.now + limit
        for task in tasks { await task.stop(within: max(.zero, end - loop.now)) }
    }
}
