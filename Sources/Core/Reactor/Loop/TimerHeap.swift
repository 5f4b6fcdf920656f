/// A binary min-heap of deadlines, pure: no clock, no callbacks. Entries are never removed from the middle; a timer that was
/// moved or disarmed leaves a stale entry behind, which its owner recognises by `generation` when it is popped.
struct TimerHeap {
    struct Entry {
        let deadline: MonotonicTime
        let generation: UInt32
        let timer: LoopTimer
    }

    private var entries: [Entry] = []

    var earliest: MonotonicTime? { entries.first?.deadline }
    var count: Int { entries.count }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if entries[parent].deadline <= entries[child].deadline { break }
            entries.swapAt(parent, child)
            child = parent
        }
    }

    /// The earliest entry if it is due at `now`.
    mutating func popDue(at now: MonotonicTime) -> Entry? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            siftDown()
        }
        return first
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in (2 * parent + 1)..<(2 * parent + 3) where child < entries.count {
                if entries[child].deadline < entries[least].deadline { least = child }
            }
            if least == parent { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
