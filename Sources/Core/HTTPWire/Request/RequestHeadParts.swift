/// What a `RequestHead` refers to: its bytes and where everything lies in them.
final class RequestHeadParts: Sendable {
    let method: HTTPMethod
    let version: HTTPVersion
    let framing: BodyFraming
    let keepAlive: Bool
    let expectsContinue: Bool
    let form: TargetForm

    let bytes: [UInt8]
    let slots: [FieldSlot]
    let targetRange: Range<Int>
    let pathRange: Range<Int>
    let queryRange: Range<Int>?
    let authorityRange: Range<Int>?

    /// `bytes` is the whole head up to and including its empty line; the decoded path is put behind it when it differs from what
    /// was sent.
    @inline(__always)
    init(
        _ bytes: Span<UInt8>, line: borrowing RequestLineScanner, method: HTTPMethod, target: RequestTarget,
        slots: consuming [FieldSlot],
        framing: BodyFraming, keepAlive: Bool, expectsContinue: Bool
    ) {
        let count = bytes.count
        let path = target.path
        if target.isEscaped || path.isEmpty {
            var copy = bytes.array(0..<count)
            let decoded: [UInt8] =
                switch target.form {
                case .asterisk: [UInt8(ascii: "*")]
                case .absolute where path.isEmpty: [.slash]
                default: RequestTarget.decoded(bytes, path)
                }
            copy.append(contentsOf: decoded)
            self.bytes = copy
            pathRange = count..<copy.count
        } else {
            self.bytes = bytes.array(0..<count)
            pathRange = path
        }
        self.method = method
        self.slots = slots
        self.framing = framing
        self.keepAlive = keepAlive
        self.expectsContinue = expectsContinue
        version = line.version
        form = target.form
        targetRange = line.targetStart..<line.targetEnd
        queryRange = target.query
        authorityRange = target.authority
    }

    func text(_ range: Range<Int>) -> String {
        let bytes = bytes
        return bytes.span.text(range)
    }
}
