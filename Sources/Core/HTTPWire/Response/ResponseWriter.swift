/// Writes responses (RFC 9112 section 4) straight into the output buffer.
package enum ResponseWriter {
    /// The interim answer to `Expect: 100-continue`.
    package static let continueHead: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// Status line, Date, fields, framing, Connection and the empty line.
    ///
    /// The status line always says HTTP/1.1, our own version (RFC 9112 section 2.3); `version` is the request's and decides what
    /// `Connection` must say. Framing comes from `framing` alone: Content-Length and Transfer-Encoding among `fields` are left out.
    /// 1xx, 204 and 304 get neither (RFC 9110 section 8.6); every other status with `.none` gets `Content-Length: 0`. For HEAD give
    /// the framing of the same GET and write no content. `.chunked` is a programming error. `constant`: whole lines that every answer
    /// has, each with its CRLF. `date` is an IMF-fixdate, used unless `fields` has a Date.
    package static func writeHead(
        _ status: HTTPStatus, version: HTTPVersion, fields: HTTPFields, constant: StaticString = "", framing: BodyFraming,
        keepAlive: Bool,
        date: [UInt8]?, into output: inout ByteBuffer
    ) {
        output.reserve(160 + 48 * fields.count)
        writeStatusLine(status, into: &output)
        var hasDate = false
        for entry in fields.entries {
            let name = entry.name.utf8.span
            switch name.count {
            case 4: hasDate = hasDate || name.equals("date", 0, 4)
            case 14 where name.equals("content-length", 0, 14): continue
            case 17 where name.equals("transfer-encoding", 0, 17): continue
            default: break
            }
            FieldWriter.write(name, entry.value, into: &output)
        }
        output.append(constant)
        if let date, !hasDate {
            output.append("Date: ")
            output.append(date)
            output.append("\r\n")
        }
        if status.allowsContent { FieldWriter.writeFraming(framing, into: &output) }
        if !status.isInformational {
            if !keepAlive || framing == .untilClose {
                output.append("Connection: close\r\n")
            } else if version == .http10 {
                output.append("Connection: keep-alive\r\n")
            }
        }
        output.append("\r\n")
    }

    private static func writeStatusLine(_ status: HTTPStatus, into output: inout ByteBuffer) {
        guard status.code != 200 else { return output.append("HTTP/1.1 200 OK\r\n") }
        output.append("HTTP/1.1 ")
        output.append(decimal: status.code)
        output.append(.space)
        output.append(status.reason)
        output.append("\r\n")
    }
}
