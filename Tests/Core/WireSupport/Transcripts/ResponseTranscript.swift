package import HTTPWire

/// What a response parser said about a stream, independent of how it was cut.
package struct ResponseTranscript: Equatable {
    package enum Entry: Equatable {
        case head(Int, HTTPVersion, HTTPFields, BodyFraming, keepAlive: Bool)
        case body([UInt8])
        case end
        case error(ResponseError)
    }

    package private(set) var entries: [Entry] = []
    package private(set) var left: [UInt8] = []

    package var error: ResponseError? {
        if case .error(let error)? = entries.last { error } else { nil }
    }

    package init(_ pieces: [[UInt8]], to method: HTTPMethod = .get, limits: HTTPLimits = .default, closed: Bool = false) {
        var parser = ResponseParser(limits: limits, requestMethod: method)
        var input = ByteBuffer()
        do throws(ResponseError) {
            for piece in pieces {
                input.append(piece)
                while true {
                    let (entry, consumed) = try input.withSpan { (bytes) throws(ResponseError) -> (Entry?, Int) in
                        let (event, consumed) = try parser.next(bytes)
                        precondition(consumed >= 0 && consumed <= bytes.count)
                        switch event {
                        case .needMore: return (nil, consumed)
                        case .head(let head):
                            return (
                                .head(head.status.code, head.version, head.fields, head.framing, keepAlive: head.keepAlive),
                                consumed
                            )
                        case .body(let range): return (.body(range.map { bytes[$0] }), consumed)
                        case .end: return (.end, consumed)
                        }
                    }
                    input.consume(consumed)
                    guard let entry else { break }
                    if case .body(let more) = entry, case .body(let before)? = entries.last {
                        entries[entries.count - 1] = .body(before + more)
                    } else {
                        entries.append(entry)
                    }
                }
            }
            if closed { try parser.finish() }
        } catch {
            entries.append(.error(error))
        }
        left = input.array()
    }

    package init(_ text: String, to method: HTTPMethod = .get, limits: HTTPLimits = .default, closed: Bool = false) {
        self.init([octets(text)], to: method, limits: limits, closed: closed)
    }
}
