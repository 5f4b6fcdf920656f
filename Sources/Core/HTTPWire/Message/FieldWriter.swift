/// Writes field lines; what it is given was checked by `HTTPFields`.
enum FieldWriter {
    @inline(__always)
    static func write(_ name: Span<UInt8>, _ value: String, into output: inout ByteBuffer) {
        output.append(name)
        output.append(": ")
        output.append(value)
        output.append("\r\n")
    }

    /// Content-Length or Transfer-Encoding; none is a length of nothing.
    static func writeFraming(_ framing: BodyFraming, into output: inout ByteBuffer) {
        switch framing {
        case .none:
            output.append("Content-Length: 0\r\n")
        case .length(let length):
            output.append("Content-Length: ")
            output.append(decimal: length)
            output.append("\r\n")
        case .chunked:
            output.append("Transfer-Encoding: chunked\r\n")
        case .untilClose:
            break
        }
    }
}
