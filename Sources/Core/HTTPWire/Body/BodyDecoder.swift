/// Decodes one message's content by its framing (RFC 9112 sections 6 and 7), incrementally. It consumes all that it looks at,
/// except an unfinished trailer section.
struct BodyDecoder {
    enum Step {
        case needMore
        case data(Range<Int>)
        case end(trailers: HTTPFields)
    }

    private enum State {
        case length(missing: Int)
        case chunks(ChunkedDecoder)
        case untilClose
        case ended
    }

    private var state: State
    /// The length announced or received so far.
    private var total: Int

    init(_ framing: BodyFraming) {
        switch framing {
        case .none:
            state = .ended
            total = 0
        case .length(let length):
            state = length == 0 ? .ended : .length(missing: length)
            total = length
        case .chunked:
            state = .chunks(ChunkedDecoder())
            total = 0
        case .untilClose:
            state = .untilClose
            total = 0
        }
    }

    /// Whether the message may end where the connection does.
    var endsWithConnection: Bool {
        if case .untilClose = state { true } else { false }
    }

    mutating func next(_ bytes: Span<UInt8>, limits: borrowing HTTPLimits) throws(WireError) -> (step: Step, consumed: Int) {
        switch state {
        case .ended:
            return (.end(trailers: HTTPFields()), 0)
        case .length(let missing):
            guard total <= limits.body else { throw .bodyTooLarge(limit: limits.body) }
            guard !bytes.isEmpty else { return (.needMore, 0) }
            let taken = min(missing, bytes.count)
            state = taken == missing ? .ended : .length(missing: missing - taken)
            return (.data(0..<taken), taken)
        case .untilClose:
            guard !bytes.isEmpty else { return (.needMore, 0) }
            guard bytes.count <= limits.body - total else { throw .bodyTooLarge(limit: limits.body) }
            total += bytes.count
            return (.data(0..<bytes.count), bytes.count)
        case .chunks(var decoder):
            let result = try decoder.next(bytes, limits: limits)
            state = .chunks(decoder)
            return result
        }
    }
}
