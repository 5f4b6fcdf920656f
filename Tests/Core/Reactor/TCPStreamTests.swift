import Reactor
import TestSupport
import Testing

@Suite("TCPStream and TCPListener") struct TCPStreamTests {
    private static let anyPort = SocketAddress(.v4(0x7F00_0001), port: 0)

    private func pair(_ loop: EventLoop) async throws -> (TCPStream, TCPStream, TCPListener) {
        let listener = try TCPListener(on: Self.anyPort, loop: loop)
        let client = try await TCPStream.connect(to: listener.address, on: loop, deadline: loop.now + .seconds(5))
        let server = try #require(await listener.accept())
        return (client, server, listener)
    }

    private func readAll(_ stream: TCPStream) async -> [UInt8] {
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            switch stream.read(into: buffer) {
            case .bytes(let count): bytes += buffer.prefix(count)
            case .wouldBlock: guard await stream.readable() == .ready else { return bytes }
            case .endOfStream, .failed: return bytes
            }
        }
    }

    @Test("bytes written at one end arrive at the other, more than the socket buffers hold, to the end of the stream")
    func transfers() async throws {
        let sent = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let received = try await onLoop { loop in
            let (client, server, listener) = try await pair(loop)
            async let received = readAll(server)
            var offset = 0
            while offset < sent.count {
                // In one piece and in two, by turns.
                let cut = offset % 2 == 0 ? offset : offset + (sent.count - offset) / 2
                let result = sent.withUnsafeBytes { bytes in
                    let first = UnsafeRawBufferPointer(rebasing: bytes[offset..<cut])
                    let rest = UnsafeRawBufferPointer(rebasing: bytes[cut...])
                    return first.isEmpty ? client.write(rest) : client.write(first, rest)
                }
                switch result {
                case .bytes(let count): offset += count
                case .wouldBlock: #expect(await client.writable() == .ready)
                case .endOfStream, .failed: Issue.record("write \(result)")
                }
            }
            client.shutdownWrite()
            let bytes = await received
            for stream in [client, server] { stream.close() }
            listener.close()
            return bytes
        }
        #expect(received == sent)
    }

    @Test("a wait ends at its deadline, and by interruption")
    func deadlines() async throws {
        let wakeups = try await onLoop { loop in
            let (client, server, listener) = try await pair(loop)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 1)
            defer { buffer.deallocate() }
            #expect(server.read(into: buffer) == .wouldBlock)
            server.setDeadline(loop.now + .milliseconds(5))
            let first = await server.readable()
            let timer = LoopTimer(on: loop) { server.interrupt() }
            timer.arm(after: .milliseconds(1))
            let second = await server.readable()
            for stream in [client, server] { stream.close() }
            listener.close()
            return [first, second]
        }
        #expect(wakeups == [.deadline, .interrupted])
    }

    @Test("connecting to a closed port is refused at once")
    func refused() async throws {
        let error = try await onLoop { loop in
            let listener = try TCPListener(on: Self.anyPort, loop: loop)
            let address = listener.address
            listener.close()
            do throws(SystemError) {
                _ = try await TCPStream.connect(to: address, on: loop, deadline: loop.now + .seconds(5))
                return Int32(0)
            } catch { return error.code }
        }
        #expect(error == 111)  // ECONNREFUSED
    }

    @Test("closing a listener ends accept")
    func closedListener() async throws {
        let none = try await onLoop { loop in
            let listener = try TCPListener(on: Self.anyPort, loop: loop)
            let timer = LoopTimer(on: loop) { listener.close() }
            timer.arm(after: .milliseconds(1))
            return await listener.accept() == nil
        }
        #expect(none)
    }

    @Test(
        "addresses are read and shown in their presentation form",
        arguments: ["127.0.0.1", "10.1.2.3", "::1", "2001:db8::8:800:200c:417a"])
    func addresses(text: String) {
        #expect(SocketAddress(numeric: text, port: 80)?.hostText == text)
    }

    @Test("a name is not a numeric address", arguments: ["localhost", "", "1.2.3", "::g", "256.0.0.1"])
    func names(text: String) {
        #expect(SocketAddress(numeric: text, port: 80) == nil)
    }
}
