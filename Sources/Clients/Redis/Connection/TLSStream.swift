import Glibc
import OpenSSL
import Reactor

/// TLS over a socket. Confined to its loop.
final class TLSStream: ByteStream, @unchecked Sendable {  // loop-confined
    struct HandshakeFailed: Error, CustomStringConvertible { let description: String }

    let loop: EventLoop
    var handler: ((Readiness) -> Void)?
    private let socket: TCPStream
    private let session: TLSSession
    /// Ciphertext that the socket has not taken yet, from `sent` on. No more plaintext is taken while there is some.
    private var outgoing: [UInt8] = []
    private var sent = 0
    private let incoming = UnsafeMutableRawBufferPointer.allocate(byteCount: 17 << 10, alignment: 16)

    /// Plaintext taken at once, which bounds what is encrypted and waits.
    private static let writeSize = 64 << 10

    /// Takes the connected socket over and shakes hands; closes it when that fails or takes longer than until `deadline`.
    static func connect(over socket: TCPStream, _ context: TLSContext, host: String, deadline: MonotonicTime) async throws
        -> TLSStream
    {
        let stream = TLSStream(socket, TLSSession(context, host: host))
        do {
            socket.setDeadline(deadline)
            try await stream.shakeHands()
            socket.setDeadline(nil)
        } catch {
            socket.close()
            throw error
        }
        socket.handler = { [unowned stream] readiness in
            if readiness.canWrite { _ = stream.flush() }
            stream.handler?(readiness)
        }
        // The loop's table keeps the socket until it is closed; this makes the socket keep the stream.
        socket.onClose = { [stream] in _ = stream }
        return stream
    }

    private init(_ socket: TCPStream, _ session: TLSSession) {
        loop = socket.loop
        self.socket = socket
        self.session = session
    }

    deinit { incoming.deallocate() }

    private func shakeHands() async throws {
        while true {
            let outcome = session.handshake()
            while case .wouldBlock = flush() { try await wait(for: socket.writable()) }
            switch outcome {
            case .done: return
            case .failed(let reason): throw HandshakeFailed(description: reason)
            case .ended: throw HandshakeFailed(description: "TLS: ended by the server")
            case .needsInput: break
            }
            while true {
                let transfer = receive()
                if case .bytes = transfer { break }
                guard transfer == .wouldBlock else { throw HandshakeFailed(description: "TLS: the server hung up") }
                try await wait(for: socket.readable())
            }
        }
    }

    private func wait(for wakeup: TCPStream.Wakeup) throws {
        guard wakeup == .ready else { throw HandshakeFailed(description: "TLS: no answer in time") }
    }

    // MARK: Transfer

    func read(into buffer: UnsafeMutableRawBufferPointer) -> TCPStream.Transfer {
        while true {
            let outcome = session.read(into: buffer)
            if case .failed(let code) = flush() { return .failed(code) }
            switch outcome {
            case .done(let count): return .bytes(count)
            case .ended: return .endOfStream
            case .failed: return .failed(EPROTO)
            case .needsInput: break
            }
            let transfer = receive()
            guard case .bytes = transfer else { return transfer }
        }
    }

    /// What was encrypted counts as written: it leaves by itself.
    func write(_ bytes: UnsafeRawBufferPointer) -> TCPStream.Transfer {
        let pending = flush()
        guard case .bytes = pending else { return pending }
        let outcome = session.write(UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.writeSize)))
        if case .failed(let code) = flush() { return .failed(code) }
        switch outcome {
        case .done(let count): return .bytes(count)
        case .needsInput: return .wouldBlock
        case .ended: return .endOfStream
        case .failed: return .failed(EPROTO)
        }
    }

    /// Ciphertext from the socket into the session.
    private func receive() -> TCPStream.Transfer {
        let transfer = socket.read(into: incoming)
        if case .bytes(let count) = transfer { session.feed(UnsafeRawBufferPointer(rebasing: incoming[..<count])) }
        return transfer
    }

    /// Sends what is encrypted: `bytes` when nothing is left.
    private func flush() -> TCPStream.Transfer {
        session.takeOutput(onto: &outgoing)
        while sent < outgoing.count {
            let transfer = outgoing.withUnsafeBytes { socket.write(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            guard case .bytes(let count) = transfer else { return transfer }
            sent += count
        }
        outgoing.removeAll(keepingCapacity: true)
        sent = 0
        return .bytes(0)
    }

    func close() {
        session.shutdown()
        _ = flush()
        handler = nil
        socket.close()
    }
}
