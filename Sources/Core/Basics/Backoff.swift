/// The pauses between attempts that fail: each twice the last, from `first` up to `longest`. With jitter each is shortened at
/// random, so that clients that lost a server together do not all come back together. The caller brings the randomness.
package struct Backoff: Sendable {
    package let first: Duration
    package let longest: Duration
    /// The largest share of a pause that is taken off: from 0 (no jitter) to 1.
    package let jitter: Double
    private var upcoming: Duration

    package init(first: Duration, longest: Duration, jitter: Double = 0) {
        precondition(.zero < first && first <= longest && (0...1).contains(jitter))
        self.first = first
        self.longest = longest
        self.jitter = jitter
        upcoming = first
    }

    /// The next pause. `random`, from 0 to 1, says how much of the jitter is taken off.
    package mutating func next(random: Double = 0) -> Duration {
        defer { upcoming = upcoming < longest / 2 ? upcoming * 2 : longest }
        return upcoming - upcoming * (jitter * random)
    }

    /// The pause after `failures` failures, at least one, for a caller that keeps only their number. Without jitter.
    package func pause(after failures: Int) -> Duration {
        var pauses = self
        pauses.reset()
        var pause = pauses.next()
        var left = failures - 1
        // Stops at the longest pause, so the number of failures may be anything.
        while left > 0, pause < longest {
            pause = pauses.next()
            left -= 1
        }
        return pause
    }

    /// To be called after a success: the next pause is `first` again.
    package mutating func reset() { upcoming = first }
}
