/// Growing pauses between attempts that fail: each twice the last, from `first` up to `longest`. With jitter each is shortened by up to
/// that share at random, so that those who lost a server together do not come back together. Randomness is an argument.
package struct Backoff: Sendable {
    package let first: Duration
    package let longest: Duration
    /// From 0, none, to 1.
    package let jitter: Double
    private var upcoming: Duration

    package init(first: Duration, longest: Duration, jitter: Double = 0) {
        precondition(.zero < first && first <= longest && (0...1).contains(jitter))
        self.first = first
        self.longest = longest
        self.jitter = jitter
        upcoming = first
    }

    /// The next pause. `random` from 0 to 1 takes that part of the jitter.
    package mutating func next(random: Double = 0) -> Duration {
        defer { upcoming = upcoming < longest / 2 ? upcoming * 2 : longest }
        return upcoming - upcoming * (jitter * random)
    }

    /// The pause after that many failures, at least one, for whoever remembers their number alone; without jitter.
    package func pause(after failures: Int) -> Duration {
        var pauses = self
        pauses.reset()
        var pause = pauses.next()
        var left = failures - 1
        // Once it has reached the longest it stays: the number may be anything.
        while left > 0, pause < longest {
            pause = pauses.next()
            left -= 1
        }
        return pause
    }

    /// After a success.
    package mutating func reset() { upcoming = first }
}
