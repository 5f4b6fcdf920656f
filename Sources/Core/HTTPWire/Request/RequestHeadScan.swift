/// The scan of one request's head, across calls. Offsets count from the request line's first octet.
struct RequestHeadScan {
    private var line = RequestLineScanner()
    private var fields = FieldScanner(startingAt: 0)
    private var slots: [FieldSlot] = []
    private var method = HTTPMethod.get
    private var target: RequestTarget?
    private var framing = FramingFields()
    private var singletons = SingletonFields()
    private var hasHost = false
    private var expectsContinue = false

    /// Most requests have fewer fields than this; the table grows beyond it.
    private static let expectedFields = 12

    var hasBegun: Bool { line.cursor > 0 }

    /// The head's length once `scan` returned true.
    var count: Int { fields.cursor }

    /// True when the head is complete.
    @inline(__always)
    mutating func scan(_ bytes: Span<UInt8>, limits: borrowing HTTPLimits) throws(WireError) -> Bool {
        let end = min(bytes.count, limits.head)
        if !line.isDone {
            guard try line.scan(bytes, end: end, limits: limits) else { return try incomplete(bytes, limits) }
            try finishLine(bytes)
        }
        while true {
            switch try fields.next(bytes, end: end, maximum: limits.fields) {
            case .field(let slot): try take(bytes, slot)
            case .end: return true
            case .needMore: return try incomplete(bytes, limits)
            }
        }
    }

    private func incomplete(_ bytes: Span<UInt8>, _ limits: borrowing HTTPLimits) throws(WireError) -> Bool {
        guard bytes.count < limits.head else { throw .headTooLarge(limit: limits.head) }
        return false
    }

    private mutating func finishLine(_ bytes: Span<UInt8>) throws(WireError) {
        method = HTTPMethod(bytes.extracting(0..<line.methodEnd))
        target = try RequestTarget(bytes, line.targetStart..<line.targetEnd, method: method)
        fields = FieldScanner(startingAt: line.cursor)
        slots.reserveCapacity(Self.expectedFields)
    }

    @inline(__always)
    private mutating func take(_ bytes: Span<UInt8>, _ slot: FieldSlot) throws(WireError) {
        slots.append(slot)
        switch slot.nameEnd - slot.nameStart {
        case 4 where bytes.equals("host", Int(slot.nameStart), Int(slot.nameEnd)):
            guard !hasHost else { throw .duplicateHost }
            guard Authority.isValid(bytes, slot.value, portRequired: false) else { throw .invalidHost }
            hasHost = true
        case 6 where bytes.equals("expect", Int(slot.nameStart), Int(slot.nameEnd)):
            try takeExpectation(bytes, slot.value)
        default:
            try framing.take(bytes, slot)
            try singletons.take(bytes, slot)
        }
    }

    /// Only 100-continue is known (RFC 9110 section 10.1.1); in HTTP/1.0 it means nothing.
    private mutating func takeExpectation(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(WireError) {
        guard line.version == .http11 else { return }
        try bytes.forEachElement(value.lowerBound, value.upperBound) { (expectation) throws(WireError) in
            guard bytes.equals("100-continue", expectation.lowerBound, expectation.upperBound) else { throw .unknownExpectation }
            return true
        }
        expectsContinue = true
    }

    /// The path as it was sent, once its end has been seen; nil before that, and for a target without a path.
    func sentPath(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard line.methodEnd > 0 else { return nil }
        let isWhole = line.targetEnd > 0
        let end = isWhole ? line.targetEnd : min(line.cursor, bytes.count)
        var start = line.targetStart
        if start < end, bytes.at(start) != .slash {
            // http://authority/path
            start = bytes.first(.colon, from: start, to: end) + 1
            guard start + 2 < end, bytes.at(start) == .slash, bytes.at(start + 1) == .slash else { return nil }
            start = bytes.first(.slash, from: start + 2, to: end)
        }
        let stop = bytes.first(UInt8(ascii: "?"), from: start, to: end)
        return start < stop && (isWhole || stop < end) ? start..<stop : nil
    }

    /// Whether Content-Type announces content. In HTTP/1.0 content has no end without a length: there are no chunks, and a client
    /// cannot end a request by closing (RFC 9112 section 6.3).
    private func saysContentType(_ bytes: Span<UInt8>) -> Bool {
        slots.contains { bytes.equals("content-type", Int($0.nameStart), Int($0.nameEnd)) }
    }

    /// The head that was scanned. The scan can begin anew afterwards.
    @inline(__always)
    mutating func finish(_ bytes: Span<UInt8>) throws(WireError) -> RequestHead {
        guard hasHost || line.version == .http10 else { throw .missingHost }
        guard let target else { preconditionFailure("finished before the request line was") }
        let saidFraming = try framing.framing(line.version)
        if saidFraming == nil, line.version == .http10, saysContentType(bytes) { throw .lengthRequired }
        let bodyFraming = saidFraming ?? .none
        let parts = RequestHeadParts(
            bytes.extracting(0..<count), line: line, method: method, target: target, slots: slots, framing: bodyFraming,
            keepAlive: framing.keepsAlive(line.version),
            expectsContinue: expectsContinue && bodyFraming != .none && bodyFraming != .length(0))
        self = RequestHeadScan()
        return RequestHead(parts: parts)
    }
}
