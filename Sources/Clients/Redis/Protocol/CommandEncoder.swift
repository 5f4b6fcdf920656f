/// Writes commands the way Redis reads them: an array of bulk strings.
///
///     *3\r\n  $3\r\nSET\r\n  $1\r\nk\r\n  $5\r\nvalue\r\n
enum CommandEncoder {
    /// The exact size of the encoded command.
    static func byteCount(_ arguments: [RedisArgument]) -> Int {
        var count = 3 + arguments.count.decimalDigits
        for argument in arguments {
            let bytes = argument.byteCount
            count += 5 + bytes.decimalDigits + bytes
        }
        return count
    }

    static func append(_ arguments: [RedisArgument], to output: inout [UInt8]) {
        appendHeader(UInt8(ascii: "*"), arguments.count, to: &output)
        for argument in arguments {
            appendHeader(UInt8(ascii: "$"), argument.byteCount, to: &output)
            switch argument {
            case .literal(let text): text.withUTF8Buffer { output.append(contentsOf: $0) }
            case .text(let text): output.append(contentsOf: text.utf8)
            case .bytes(let bytes): output.append(contentsOf: bytes)
            case .integer(let value): appendDecimal(value, to: &output)
            }
            appendLineEnd(to: &output)
        }
    }

    private static func appendHeader(_ type: UInt8, _ count: Int, to output: inout [UInt8]) {
        output.append(type)
        appendDecimal(Int64(count), to: &output)
        appendLineEnd(to: &output)
    }

    private static func appendDecimal(_ value: Int64, to output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        let start = output.count
        var rest = value.magnitude
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }

    private static func appendLineEnd(to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\r"))
        output.append(UInt8(ascii: "\n"))
    }
}
