import Synchronization

/// Counts what has happened since the start. One atomic addition, from any thread.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    init() {}

    package func add(_ amount: Int = 1) {
        precondition(amount >= 0, "a counter does not go back")
        count.add(UInt64(amount), ordering: .relaxed)
    }

    package var value: UInt64 { count.load(ordering: .relaxed) }
}
