/// What runs on a loop beside the server for as long as the service does: a feed, a consumer, a sweep. Confined to its loop.
package protocol LoopTask: AnyObject, Sendable {
    /// Whether it needs its tables: then it is run when the migrations are done, and not at all when the process is told to end before.
    var needsDatabase: Bool { get }

    /// Returns after `stop`.
    func run() async

    /// Makes `run` return, if it was called. Work that must not be lost is finished within `limit`.
    func stop(within limit: Duration) async
}

extension LoopTask {
    package var needsDatabase: Bool { true }
}

/// One that has nothing to finish.
package protocol ClosableTask: LoopTask {
    func close()
}

extension ClosableTask {
    package func stop(within limit: Duration) async { close() }
}
