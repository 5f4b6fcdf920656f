/// Growing pauses between attempts to connect, so that a server that comes back is not trampled: doubling from `first` to `longest`,
/// each shortened by up to half at random. Randomness is an argument.
struct Backoff {
    static let first = Duration.milliseconds(50)
    static let longest = Duration.seconds(5)

    private var next = Backoff.first

    /// `random` from 0 to 1.
    mutating func pause(random: Double) -> Duration {
        let pause = next * (1 - random / 2)
        next = min(next * 2, Self.longest)
        return pause
    }

    /// After a connection that held.
    mutating func reset() { next = Self.first }
}
