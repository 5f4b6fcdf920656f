/// Parses requests from a byte stream, HTTP/1.0 and 1.1 (RFC 9112), without doing any I/O.
///
/// Give `next` everything received and not yet consumed; drop what it consumed from the front; repeat until `needMore`. A request
/// is one `head`, any number of `body`, one `end`, and pipelined requests simply follow. A head stays in the caller's
/// buffer until it is complete; what was scanned of it is not scanned again when more arrives. Whatever two parties could read two
/// ways is refused (RFC 9112 section 11.2), at the octet where it shows; the first defect is final, every later call throws it again.
package struct RequestParser: ~Copyable {
    private enum Phase {
        case head
        case body(BodyDecoder)
        /// After the head of a request without content.
        case ending
        case failed(WireError)
    }

    private let limits: HTTPLimits
    private var phase = Phase.head
    private var emptyLines = 0
    private var scan = RequestHeadScan()

    package init(limits: HTTPLimits = .default) {
        self.limits = limits
    }

    /// Between two messages, and nothing of the next has been seen.
    package var isIdle: Bool {
        if case .head = phase { !scan.hasBegun } else { false }
    }

    /// One event, and how many octets of `input` it consumes from the front; ranges are offsets in `input`.
    ///
    /// A Content-Length beyond the limit is refused by the call after its head, so that the refusal can say which request it is about.
    package mutating func next(_ input: Span<UInt8>) throws(RequestError) -> (event: RequestEvent, consumed: Int) {
        do throws(WireError) {
            switch phase {
            case .head: return try nextHead(input)
            case .body(let decoder): return try nextBody(input, decoder)
            case .ending: return endMessage(HTTPFields(), consumed: 0)
            case .failed(let error): throw error
            }
        } catch {
            phase = .failed(error)
            throw error
        }
    }

    /// The peer closed its side. Throws `.incomplete` in the middle of a message.
    package mutating func finish() throws(RequestError) {
        if case .failed(let error) = phase { throw error }
        guard isIdle else {
            phase = .failed(.incomplete)
            throw .incomplete
        }
    }

    /// The path, as it was sent, of a request whose head was refused or is not complete. `input`: what the last `next` was given and
    /// did not consume.
    package func sentPath(_ input: Span<UInt8>) -> [UInt8]? {
        var start = 0
        while start < input.count, input.at(start) == .cr || input.at(start) == .lf { start += 1 }
        let line = input.extracting(start..<input.count)
        return scan.sentPath(line).map { line.array($0) }
    }

    private mutating func nextHead(_ input: Span<UInt8>) throws(WireError) -> (event: RequestEvent, consumed: Int) {
        let skipped = scan.hasBegun ? 0 : try skipEmptyLines(input)
        let rest = skipped == 0 ? input : input.extracting(skipped..<input.count)
        // A CR alone here is half an empty line.
        if !scan.hasBegun, !rest.isEmpty, rest.at(0) == .cr { return (.needMore, skipped) }
        guard try scan.scan(rest, limits: limits) else { return (.needMore, skipped) }
        let consumed = skipped + scan.count
        let head = try scan.finish(rest)
        phase = head.framing == .none ? .ending : .body(BodyDecoder(head.framing))
        emptyLines = 0
        return (.head(head), consumed)
    }

    private mutating func nextBody(
        _ input: Span<UInt8>, _ current: BodyDecoder
    ) throws(WireError) -> (event: RequestEvent, consumed: Int) {
        var decoder = current
        let (step, consumed) = try decoder.next(input, limits: limits)
        switch step {
        case .needMore:
            phase = .body(decoder)
            return (.needMore, consumed)
        case .data(let range):
            phase = .body(decoder)
            return (.body(range), consumed)
        case .end(let trailers):
            return endMessage(trailers, consumed: consumed)
        }
    }

    private mutating func endMessage(_ trailers: HTTPFields, consumed: Int) -> (event: RequestEvent, consumed: Int) {
        phase = .head
        return (.end(trailers: trailers), consumed)
    }

    /// A few empty lines before a request are forgiven (RFC 9112 section 2.2). Returns how many octets they are.
    private mutating func skipEmptyLines(_ input: Span<UInt8>) throws(WireError) -> Int {
        var at = 0
        while at < input.count, input.at(at) == .cr {
            guard emptyLines < limits.emptyLines else { throw .tooManyEmptyLines(limit: limits.emptyLines) }
            guard at + 1 < input.count else { break }
            guard input.at(at + 1) == .lf else { throw .bareCR }
            emptyLines += 1
            at += 2
        }
        if at < input.count, input.at(at) == .lf { throw .bareLF }
        return at
    }
}
