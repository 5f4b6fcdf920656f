import HTTPWire
import WireSupport

/// Small limits, so that the fuzzer reaches them with inputs of a few hundred octets.
private var limits: HTTPLimits { HTTPLimits(head: 512, body: 400) }

func checkRequestParser(_ bytes: [UInt8]) {
    let whole = RequestTranscript([bytes], limits: limits)
    for pieces in otherPieces(bytes) {
        let cut = RequestTranscript(pieces, limits: limits)
        require(cut.entries == whole.entries, "another meaning when cut:\n\(whole)\n--\n\(cut)")
    }
    if let error = whole.error { require((400..<600).contains(error.status.code), "no answer for \(error)") }
    _ = RequestTranscript([bytes], closed: true)
}

/// The first octet chooses the request that is answered. How much of a content that is too long was given before the error depends
/// on the cut.
func checkResponseParser(_ bytes: [UInt8]) {
    let methods: [HTTPMethod] = [.get, .head, .connect, .post]
    let method = methods[Int(bytes.first ?? 0) % methods.count]
    let stream = Array(bytes.dropFirst())
    let whole = ResponseTranscript([stream], to: method, limits: limits)
    for pieces in otherPieces(stream) {
        let cut = ResponseTranscript(pieces, to: method, limits: limits)
        require(settled(cut.entries) == settled(whole.entries), "another meaning when cut")
    }
    _ = ResponseTranscript([stream], to: method, closed: true)
}

private func settled(_ entries: [ResponseTranscript.Entry]) -> [ResponseTranscript.Entry] {
    guard case .error(.bodyTooLarge)? = entries.last else { return entries }
    return entries.filter { if case .body = $0 { false } else { true } }
}

/// Content that was accepted is the same content when it is sent as one chunk.
func checkChunkedDecoder(_ bytes: [UInt8]) {
    let head = octets("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    let whole = RequestTranscript([head + bytes], limits: limits)
    for pieces in otherPieces(bytes) {
        require(RequestTranscript([head] + pieces, limits: limits).entries == whole.entries, "another meaning when cut")
    }
    guard case .end? = whole.entries.first(where: { if case .end = $0 { true } else { false } }) else { return }
    var content: [UInt8] = []
    if case .body(let body)? = whole.entries.dropFirst().first { content = body }
    require(content.count <= 400, "\(content.count) octets, the limit is 400")
    let one = content.isEmpty ? [] : octets(String(content.count, radix: 16) + "\r\n") + content + octets("\r\n")
    let again = RequestTranscript([head + one + octets("0\r\n\r\n")], limits: limits)
    require(again.error == nil && (content.isEmpty || again.entries.dropFirst().first == .body(content)), "written again: \(again)")
}

/// The input as a path, then as a query.
func checkURLDecoding(_ bytes: [UInt8]) {
    for target in [octets("/") + bytes, octets("/?") + bytes, bytes] {
        let request = octets("GET ") + target + octets(" HTTP/1.1\r\nHost: a\r\n\r\n")
        var parser = RequestParser()
        guard let (event, _) = try? parser.next(request.span), case .head(let head) = event else { continue }
        require(!head.path.utf8.contains(0), "NUL in \(head.path)")
        if head.form == .origin || head.form == .absolute {
            let segments = head.path.split(separator: "/", omittingEmptySubsequences: false)
            require(!segments.contains(".") && !segments.contains(".."), "dot segment in \(head.path)")
        }
        // What the strict reading takes, the lenient one reads the same.
        guard let parameters = try? head.queryParameters() else { continue }
        for (name, value) in parameters where parameters.first(where: { $0.0.utf8.elementsEqual(name.utf8) })?.1 == value {
            require(head.queryParameter(name) != nil, "no parameter \(name)")
        }
    }
}
