/// Pauses between attempts that fail: each twice the last, up to a longest one.
struct Rests {
    let first: Duration
    let longest: Duration
    private var upcoming: Duration

    init(first: Duration, longest: Duration) {
        precondition(.zero < first && first <= longest)
        self.first = first
        self.longest = longest
        upcoming = first
    }

    mutating func next() -> Duration {
        defer { upcoming = min(upcoming * 2, longest) }
        return upcoming
    }

    /// After a success.
    mutating func reset() { upcoming = first }
}
