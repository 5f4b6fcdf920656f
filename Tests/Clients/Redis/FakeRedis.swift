import Reactor
import Redis
import Testing

/// A peer that says what a test wants, after it has answered the introduction. Confined to its loop.
final class FakeRedis: @unchecked Sendable {  // loop-confined
    let listener: TCPListener
    private let loop: EventLoop

    init(on loop: EventLoop) throws {
        self.loop = loop
        listener = try TCPListener(on: SocketAddress(.v4(0x7F00_0001), port: 0), loop: loop)
    }

    var configuration: RedisConfiguration {
        var configuration = RedisConfiguration(host: "127.0.0.1", port: listener.address.port)
        configuration.minBackoff = .seconds(60)
        return configuration
    }

    /// The next connection, whose PING has been answered.
    func accept() async throws -> TCPStream {
        let stream = try #require(await listener.accept())
        try #require(await read(stream) == "*1\r\n$4\r\nPING\r\n")
        say("+PONG\r\n", to: stream)
        return stream
    }

    /// What one read brings; empty at the end of the stream.
    func read(_ stream: TCPStream) async -> String {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            switch stream.read(into: buffer) {
            case .bytes(let count): return String(decoding: buffer[..<count], as: UTF8.self)
            case .wouldBlock: guard await stream.readable() == .ready else { return "" }
            case .endOfStream, .failed: return ""
            }
        }
    }

    func say(_ text: String, to stream: TCPStream) {
        let written = Array(text.utf8).withUnsafeBytes { stream.write($0) }
        #expect(written == .bytes(text.utf8.count))
    }
}
