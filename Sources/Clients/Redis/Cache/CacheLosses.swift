import Synchronization

/// How often a process may have missed forgetting an entry of a `LeaseCache`: one for the caches of all its loops, since a change made
/// on one of them is read on another. From any thread.
package final class CacheLosses: Sendable {
    private let number = Atomic(0)
    /// Of them, those that a new generation has made good; -1: the process has only begun.
    private let settled = Atomic(-1)

    package init() {}

    func add() { number.add(1, ordering: .sequentiallyConsistent) }

    var count: Int { number.load(ordering: .sequentiallyConsistent) }

    func areSettled(_ count: Int) -> Bool { settled.load(ordering: .sequentiallyConsistent) >= count }

    func settle(_ count: Int) { settled.max(count, ordering: .sequentiallyConsistent) }
}
