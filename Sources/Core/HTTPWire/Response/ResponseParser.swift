/// Parses the answer to one request from a byte stream (RFC 9112), as strictly as `RequestParser` does requests. Use a new one for
/// the next request on the connection.
///
/// Give `next` everything received and not yet consumed; drop what it consumed; repeat until `needMore`, or `end`. 1xx responses
/// are passed over, 101 is a final one without content. Octets after `end` are not touched.
package struct ResponseParser: ~Copyable {
    private enum Phase {
        case head
        case body(BodyDecoder)
        case ended
        case failed(WireError)
    }

    private let limits: HTTPLimits
    private let requestMethod: HTTPMethod
    private var phase = Phase.head
    private var scan = ResponseHeadScan()
    private var interim = 0

    package init(limits: HTTPLimits = .default, requestMethod: HTTPMethod) {
        self.limits = limits
        self.requestMethod = requestMethod
    }

    package mutating func next(_ input: Span<UInt8>) throws(ResponseError) -> (event: ResponseEvent, consumed: Int) {
        do throws(WireError) {
            switch phase {
            case .head: return try nextHead(input)
            case .body(let decoder): return try nextBody(input, decoder)
            case .ended: return (.needMore, 0)
            case .failed(let error): throw error
            }
        } catch {
            phase = .failed(error)
            throw error
        }
    }

    /// The peer closed its side. Throws `.incomplete` unless the response is complete, or its content lasts until then.
    package mutating func finish() throws(ResponseError) {
        switch phase {
        case .ended:
            return
        case .body(let decoder) where decoder.endsWithConnection:
            phase = .ended
        case .failed(let error):
            throw error
        case .head, .body:
            phase = .failed(.incomplete)
            throw .incomplete
        }
    }

    private mutating func nextHead(_ input: Span<UInt8>) throws(WireError) -> (event: ResponseEvent, consumed: Int) {
        var skipped = 0
        while true {
            let rest = input.extracting(skipped..<input.count)
            guard try scan.scan(rest, limits: limits) else { return (.needMore, skipped) }
            skipped += scan.count
            let head = try scan.finish(rest, requestMethod: requestMethod)
            if head.status.isInformational, head.status != .switchingProtocols {
                interim += 1
                guard interim <= limits.interimResponses else { throw .tooManyInterimResponses(limit: limits.interimResponses) }
                continue
            }
            phase = .body(BodyDecoder(head.framing))
            return (.head(head), skipped)
        }
    }

    private mutating func nextBody(
        _ input: Span<UInt8>, _ current: BodyDecoder
    ) throws(WireError) -> (event: ResponseEvent, consumed: Int) {
        var decoder = current
        let (step, consumed) = try decoder.next(input, limits: limits)
        phase = .body(decoder)
        switch step {
        case .needMore: return (.needMore, consumed)
        case .data(let range): return (.body(range), consumed)
        case .end:
            phase = .ended
            return (.end, consumed)
        }
    }
}
