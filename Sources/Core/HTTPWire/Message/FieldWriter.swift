/// Writes field lines. Names and values have been checked by `HTTPFields`.
enum FieldWriter {
    @inline(__always)
    static func write(_ name: Span<UInt8>, _ value: String, into output: inout ByteBuffer) {
        output.append(name)
        output.append(": ")
        output.append(value)
        output.append("\r\n")
    }

    /// Content-Length, which is 0 for `.none`. Chunks would be a programming error: nobody here sends them.
    static func writeFraming(_ framing: BodyFraming, into output: inout ByteBuffer) {
        switch framing {
        case .none:
            output.append("Content-Length: 0\r\n")
        case .length(let length):
            output.append("Content-Length: ")
            output.append(decimal: length)
            output.append("\r\n")
        case .chunked:
            preconditionFailure("nothing is sent in chunks")
        case .untilClose:
            break
        }
    }
}
