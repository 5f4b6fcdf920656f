import Synchronization

/// A number that goes up and down: connections open, queries in flight. One atomic operation, from any thread.
package final class Gauge: Sendable {
    private let number = Atomic<Int>(0)

    init() {}

    package func set(_ value: Int) { number.store(value, ordering: .relaxed) }

    package func add(_ amount: Int = 1) { number.add(amount, ordering: .relaxed) }

    package func subtract(_ amount: Int = 1) { number.subtract(amount, ordering: .relaxed) }

    package var value: Int { number.load(ordering: .relaxed) }
}
