/// Entries that nobody waits for.
struct DeferredEntries {
    private var entries: [NewEntry] = []
    private var places: [NewEntry.Kind: Int] = [:]
    /// Those that are being written.
    private var underWay = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var count: Int { entries.count }

    /// False: none of the kind is here.
    mutating func repeats(_ kind: NewEntry.Kind, times: Int = 1) -> Bool {
        guard let place = places[kind] else { return false }
        entries[place].times += times
        return true
    }

    /// False, and nothing kept, when there is no room. An entry that is `isCounted` is one with its repetitions in the same minute of the clock.
    mutating func add(_ entry: NewEntry) -> Bool {
        if entry.isCounted, repeats(entry.kind, times: entry.times) { return true }
        guard entries.count + underWay < limit else { return false }
        keep(entry)
        return true
    }

    /// All, to be written; `settle` must follow.
    mutating func takeAll() -> [NewEntry] {
        defer { (entries, places) = ([], [:]) }
        underWay += entries.count
        return entries
    }

    /// Of `count` entries that were taken `rest` could not be written: they have room here still.
    mutating func settle(_ count: Int, _ rest: some Sequence<NewEntry>) {
        underWay -= count
        for entry in rest where !(entry.isCounted && repeats(entry.kind, times: entry.times)) { keep(entry) }
    }

    private mutating func keep(_ entry: NewEntry) {
        if entry.isCounted { places[entry.kind] = entries.count }
        entries.append(entry)
    }
}
