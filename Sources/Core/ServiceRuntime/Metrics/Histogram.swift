import Synchronization

/// How often values fell into which range. Two atomic operations a value, from any thread.
package final class Histogram: Sendable {
    package static let bucketLimit = 24

    /// Seconds, from half a millisecond to ten seconds: for the duration of a request.
    package static let requestSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// Upper bounds, ascending, each inclusive; what lies above the last goes into one bucket more.
    package let bounds: [Double]
    private let counts = InlineArray<25, Atomic<UInt64>> { _ in Atomic(0) }
    private let sumBits = Atomic<UInt64>((0.0).bitPattern)

    init(bounds: [Double]) {
        precondition(!bounds.isEmpty && bounds.count <= Self.bucketLimit, "1 to \(Self.bucketLimit) buckets")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds must ascend")
        precondition(bounds.allSatisfy(\.isFinite), "the bucket for the rest comes by itself")
        self.bounds = bounds
    }

    package func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts[bucket].add(1, ordering: .relaxed)
        var bits = sumBits.load(ordering: .relaxed)
        while true {
            let sum = Double(bitPattern: bits) + value
            let (exchanged, original) = sumBits.weakCompareExchange(
                expected: bits, desired: sum.bitPattern, ordering: .relaxed)
            if exchanged { return }
            bits = original
        }
    }

    /// In seconds.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    /// The values up to each bound and, last, all of them.
    package var cumulativeCounts: [UInt64] {
        var total: UInt64 = 0
        return (0...bounds.count).map { bucket in
            total += counts[bucket].load(ordering: .relaxed)
            return total
        }
    }

    package var sum: Double { Double(bitPattern: sumBits.load(ordering: .relaxed)) }
}
