/// The scan of one response's head, across calls. Offsets count from the status line's first octet.
struct ResponseHeadScan {
    private var line = StatusLineScanner()
    private var scanner = FieldScanner(startingAt: 0)
    private var fields = HTTPFields()
    private var framing = FramingFields()

    /// The head's length once `scan` returned true.
    var count: Int { scanner.cursor }

    /// True when the head is complete.
    mutating func scan(_ bytes: Span<UInt8>, limits: borrowing HTTPLimits) throws(WireError) -> Bool {
        let end = min(bytes.count, limits.head)
        if !line.isDone {
            guard try line.scan(bytes, end: end) else { return try incomplete(bytes, limits) }
            scanner = FieldScanner(startingAt: line.cursor)
        }
        while true {
            switch try scanner.next(bytes, end: end, maximum: limits.fields) {
            case .field(let slot):
                try framing.take(bytes, slot)
                guard fields.appendChecked(bytes.text(slot.name), bytes.text(slot.value)) else { throw .invalidFieldValue }
            case .end:
                return true
            case .needMore:
                return try incomplete(bytes, limits)
            }
        }
    }

    private func incomplete(_ bytes: Span<UInt8>, _ limits: borrowing HTTPLimits) throws(WireError) -> Bool {
        guard bytes.count < limits.head else { throw .headTooLarge(limit: limits.head) }
        return false
    }

    /// The head that was scanned. The scan can begin anew afterwards. Framing as in RFC 9112 section 6.3, in its order.
    mutating func finish(_ bytes: Span<UInt8>, requestMethod: HTTPMethod) throws(WireError) -> ResponseHead {
        let announced = try framing.framing(line.version)
        let bodyFraming: BodyFraming
        if requestMethod == .head || !line.status.allowsContent || (requestMethod == .connect && line.status.code < 300) {
            bodyFraming = .none
        } else {
            bodyFraming = announced ?? .untilClose
        }
        let head = ResponseHead(
            status: line.status, version: line.version, fields: fields, framing: bodyFraming,
            keepAlive: bodyFraming != .untilClose && framing.keepsAlive(line.version))
        self = ResponseHeadScan()
        return head
    }
}
