/// Where in a document a writer stands, to catch misuse in debug builds: every method says whether its token is
/// allowed here and moves on. Release builds never call it.
@usableFromInline struct JSONGrammar {
    private enum Container { case object, array }

    private var open: [Container] = []
    private var hasKey = false
    private var isComplete = false

    @usableFromInline mutating func key() -> Bool {
        guard open.last == .object, !hasKey else { return false }
        hasKey = true
        return true
    }

    @usableFromInline mutating func value() -> Bool {
        switch open.last {
        case .object: guard hasKey else { return false }
        case .array: break
        case nil:
            guard !isComplete else { return false }
            isComplete = true
        }
        hasKey = false
        return true
    }

    mutating func beginObject() -> Bool { begin(.object) }
    mutating func beginArray() -> Bool { begin(.array) }
    mutating func endObject() -> Bool { end(.object) }
    mutating func endArray() -> Bool { end(.array) }

    func finish() -> Bool { isComplete && open.isEmpty }

    private mutating func begin(_ container: Container) -> Bool {
        guard value() else { return false }
        open.append(container)
        return true
    }

    private mutating func end(_ container: Container) -> Bool {
        guard open.last == container, !hasKey else { return false }
        open.removeLast()
        return true
    }
}
