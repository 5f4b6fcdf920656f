package import Reactor

/// A Redis that refuses all that writes, with the words given: it is full, cannot save, or has become a replica. Reads find nothing.
/// Confined to its loop.
package final class RefusingRedis: @unchecked Sendable {  // loop-confined
    private let listener: TCPListener
    private let refusal: String

    package init(_ refusal: String, on loop: EventLoop) throws {
        self.refusal = refusal
        listener = try TCPListener(on: SocketAddress(.v4(0x7F00_0001), port: 0), loop: loop)
    }

    package var port: UInt16 { listener.address.port }

    /// Returns after `close`.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while let stream = await listener.accept() {
                group.addTask { await self.serve(stream) }
            }
            group.cancelAll()
        }
    }

    package func close() { listener.close() }

    private func serve(_ stream: TCPStream) async {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer {
            buffer.deallocate()
            stream.close()
        }
        var received = ""
        while true {
            switch stream.read(into: buffer) {
            case .bytes(let count): received += String(decoding: buffer[..<count], as: UTF8.self)
            case .wouldBlock: guard await stream.readable() == .ready else { return }
            case .endOfStream, .failed: return
            }
            while let name = Self.takeCommand(&received) {
                let answer =
                    switch name {
                    case "PING": "+PONG\r\n"
                    case "GET": "$-1\r\n"
                    case "MGET": "*2\r\n$16\r\n0000000000000000\r\n$-1\r\n"
                    case "CLIENT", "SELECT", "AUTH": "+OK\r\n"
                    default: "-\(refusal)\r\n"
                    }
                _ = Array(answer.utf8).withUnsafeBytes { stream.write($0) }
            }
        }
    }

    /// The name of the first whole command, which is taken off; nil when more has to come. Commands are text here.
    private static func takeCommand(_ text: inout String) -> String? {
        var rest = Array(text.utf8)[...]
        func line() -> String? {
            guard let end = rest.firstIndex(of: 10) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[..<(end - 1)], as: UTF8.self)
        }
        guard let head = line(), let count = Int(head.dropFirst()) else { return nil }
        var words: [String] = []
        for _ in 0..<count {
            guard let size = line().flatMap({ Int($0.dropFirst()) }), rest.count >= size + 2 else { return nil }
            words.append(String(decoding: rest.prefix(size), as: UTF8.self))
            rest = rest.dropFirst(size + 2)
        }
        text = String(decoding: rest, as: UTF8.self)
        return words.first
    }
}
