/// The pauses between attempts to connect: doubling from `first` to `limit`, each shortened by up to half at random, so that the
/// loops and replicas that lost Redis together do not come back together. Pure.
struct Backoff {
    private let first: Duration
    private let limit: Duration
    private var next: Duration

    init(first: Duration, limit: Duration) {
        self.first = first
        self.limit = limit
        next = first
    }

    /// `random` in 0..<1.
    mutating func pause(random: Double) -> Duration {
        defer { next = min(next * 2, limit) }
        return next * (0.5 + random / 2)
    }

    mutating func reset() { next = first }
}
