/// Puts together one answer from what the parser reports, which is the order of the wire: an array first, then its elements.
/// Pure; `ReplyReader` feeds it from hiredis' callbacks.
final class ReplyBuilder {
    private struct Frame {
        var missing: Int
        var elements: [RedisValue]
    }

    private let maxElements: Int
    private var frames: [Frame] = []
    private var finished: RedisValue?

    /// What an announced length may reserve before the elements are there to prove it.
    private static let reservedElements = 1024

    init(maxElements: Int) { self.maxElements = maxElements }

    /// False when the array announces more elements than the limit.
    func beginArray(count: Int) -> Bool {
        guard count <= maxElements else { return false }
        guard count > 0 else {
            add(.array([]))
            return true
        }
        var elements: [RedisValue] = []
        elements.reserveCapacity(min(count, Self.reservedElements))
        frames.append(Frame(missing: count, elements: elements))
        return true
    }

    func add(_ value: RedisValue) {
        var value = value
        while let top = frames.indices.last {
            frames[top].elements.append(value)
            frames[top].missing -= 1
            if frames[top].missing > 0 { return }
            value = .array(frames.removeLast().elements)
        }
        finished = value
    }

    /// The answer, once its last part is there.
    func take() -> RedisValue? {
        defer { finished = nil }
        return finished
    }
}
