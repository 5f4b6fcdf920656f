/// Entries that nobody waits for. Repetitions in the same minute of the clock are one entry.
struct DeferredEntries {
    private var entries: [NewEntry] = []
    private var places: [NewEntry.Kind: Int] = [:]
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var count: Int { entries.count }

    /// False: none of the kind is here.
    mutating func repeats(_ kind: NewEntry.Kind, times: Int = 1) -> Bool {
        guard let place = places[kind] else { return false }
        entries[place].times += times
        return true
    }

    /// False, and nothing kept, when there is no room.
    mutating func add(_ entry: NewEntry) -> Bool {
        let kind = entry.kind
        if repeats(kind, times: entry.times) { return true }
        guard entries.count < limit else { return false }
        places[kind] = entries.count
        entries.append(entry)
        return true
    }

    mutating func takeAll() -> [NewEntry] {
        defer { (entries, places) = ([], [:]) }
        return entries
    }
}
