import Glibc
import ServiceRuntime
import Testing

/// A pipe whose one end a sink writes to; never blocks on either side.
final class Pipe {
    let reader: Int32
    let writer: Int32
    private var isReaderOpen = true

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reader, writer) = (ends[0], ends[1])
        try #require(fcntl(reader, F_SETFL, O_NONBLOCK) == 0)
    }

    deinit {
        closeReader()
        close(writer)
    }

    func closeReader() {
        if isReaderOpen { close(reader) }
        isReaderOpen = false
    }

    /// What is in the pipe now, at most `limit` bytes.
    func read(_ limit: Int = .max) -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while all.count < limit {
            let count = Glibc.read(reader, &buffer, min(buffer.count, limit - all.count))
            guard count > 0 else { break }
            all += buffer[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }
}
