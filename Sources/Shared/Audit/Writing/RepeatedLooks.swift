import Contracts

/// Looks at others' data that one makes again and again, as a page does that is open: the first is an entry of its own, and those of the same
/// kind in the time after it are another one, written when that time is over.
///
/// ```
///   looks     1    2 3      4            5   6
///   entries   1    └─┴──────┴─▶ 2 to 4   5   └──▶ 6
///             ├──── width ────┤          ├──── width ────┤
/// ```
struct RepeatedLooks {
    private struct Window {
        let begin: Instant
        var repetitions: NewEntry?
    }

    private let width: Int64
    private let limit: Int
    private var windows: [NewEntry.Kind: Window] = [:]
    /// Of windows that are over.
    private var ended: [NewEntry] = []

    /// `limit`: how many windows there may be; looks beyond it are entries of their own.
    init(width: Duration, limit: Int) { (self.width, self.limit) = (Int64(width / .microseconds(1)), limit) }

    /// Repetitions that are not written yet.
    var count: Int { ended.count + windows.values.count { $0.repetitions != nil } }

    /// Counts a look that repeats one; false when it must be an entry of its own. `entry`: what it would be.
    mutating func repeats(_ kind: NewEntry.Kind, at now: Instant, _ entry: () -> NewEntry) -> Bool {
        guard let window = windows[kind], holds(window, now) else { return false }
        if window.repetitions == nil {
            windows[kind]?.repetitions = entry()
        } else {
            windows[kind]?.repetitions?.times += 1
        }
        return true
    }

    /// A look is written, which others may repeat from now on.
    mutating func begin(_ kind: NewEntry.Kind, at now: Instant) {
        guard width > 0 else { return }
        if let window = windows[kind] {
            // Another one has begun it meanwhile.
            if holds(window, now) { return }
            if let repetitions = window.repetitions { ended.append(repetitions) }
        } else if windows.count >= limit {
            return
        }
        windows[kind] = Window(begin: now)
    }

    /// What is to be written now, said to be of now: a check of the log must not take it for an entry that somebody has slipped in.
    /// `all`: also of windows that are not over.
    mutating func take(at now: Instant, all: Bool = false) -> [NewEntry] {
        for (kind, window) in windows where all || !holds(window, now) {
            windows[kind] = nil
            if let repetitions = window.repetitions { ended.append(repetitions) }
        }
        defer { ended = [] }
        return ended.map { entry in
            var entry = entry
            entry.at = now
            return entry
        }
    }

    /// A clock that goes back ends it, too.
    private func holds(_ window: Window, _ now: Instant) -> Bool {
        (0..<width).contains(now.microseconds - window.begin.microseconds)
    }
}
