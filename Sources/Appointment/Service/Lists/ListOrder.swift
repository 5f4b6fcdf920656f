/// The order of a list, by start, then id; the same index is read from either end.
enum ListOrder: String, Sendable, CaseIterable {
    case earliestFirst = "startsAt"
    case latestFirst = "-startsAt"
}
