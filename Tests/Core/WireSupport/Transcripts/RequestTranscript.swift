package import HTTPWire

/// What a request parser said about a stream, independent of how it was cut: heads written out, neighbouring bodies joined.
package struct RequestTranscript: Equatable, CustomStringConvertible {
    package enum Entry: Equatable {
        case head(String)
        case body([UInt8])
        case end([String])
        case error(RequestError)
    }

    package private(set) var entries: [Entry] = []
    /// Octets received and not consumed at the end.
    package private(set) var left: [UInt8] = []
    package private(set) var isIdle = false

    package var error: RequestError? {
        if case .error(let error)? = entries.last { error } else { nil }
    }

    package var description: String { entries.map { "\($0)" }.joined(separator: "\n") }

    /// Feeds the pieces one after the other, and the end of the stream when `closed`.
    package init(_ pieces: [[UInt8]], limits: HTTPLimits = .default, closed: Bool = false) {
        var parser = RequestParser(limits: limits)
        var input = ByteBuffer()
        do throws(RequestError) {
            for piece in pieces {
                input.append(piece)
                try drain(&parser, &input)
            }
            if closed { try parser.finish() }
        } catch {
            entries.append(.error(error))
            expectSameErrorAgain(&parser, input, error)
        }
        isIdle = parser.isIdle
        left = input.array()
    }

    package init(_ text: String, limits: HTTPLimits = .default, closed: Bool = false) {
        self.init([octets(text)], limits: limits, closed: closed)
    }

    private mutating func drain(_ parser: inout RequestParser, _ input: inout ByteBuffer) throws(RequestError) {
        while true {
            let (entry, consumed, more) = try input.withSpan { (bytes) throws(RequestError) -> (Entry?, Int, Bool) in
                let (event, consumed) = try parser.next(bytes)
                precondition(consumed >= 0 && consumed <= bytes.count)
                switch event {
                case .needMore: return (nil, consumed, false)
                case .head(let head): return (.head(Self.text(head)), consumed, true)
                case .body(let range):
                    precondition(!range.isEmpty && range.upperBound <= consumed)
                    return (.body(range.map { bytes[$0] }), consumed, true)
                case .end(let trailers):
                    var lines: [String] = []
                    for (name, value) in trailers { lines.append("\(name): \(value)") }
                    return (.end(lines), consumed, true)
                }
            }
            input.consume(consumed)
            if case .body(let more)? = entry, case .body(let before)? = entries.last {
                entries[entries.count - 1] = .body(before + more)
            } else if let entry {
                entries.append(entry)
            }
            if !more { return }
        }
    }

    /// The first defect is final.
    private func expectSameErrorAgain(_ parser: inout RequestParser, _ input: borrowing ByteBuffer, _ first: RequestError) {
        do throws(RequestError) {
            _ = try input.withSpan { (bytes) throws(RequestError) in try parser.next(bytes).consumed }
            preconditionFailure("parsed on after \(first)")
        } catch {
            precondition(error == first)
        }
    }

    package static func text(_ head: RequestHead) -> String {
        var lines = ["\(head.method.name) \(head.target) \(head.version) \(head.form) path=\(head.path) query=\(head.query ?? "-")"]
        lines.append("host=\(head.host ?? "-") \(head.framing) keepAlive=\(head.keepAlive) continue=\(head.expectsContinue)")
        head.forEachField { name, value in
            lines.append(
                String(decoding: name.indices.map { name[$0] }, as: UTF8.self) + "="
                    + String(decoding: value.indices.map { value[$0] }, as: UTF8.self))
        }
        return lines.joined(separator: "\n")
    }
}
