import HTTPWire
import Reactor

/// The one place where buffers and sockets meet.
extension ByteBuffer {
    /// Appends what the stream has, at most `limit` bytes.
    mutating func receive(from stream: TCPStream, atMost limit: Int = IOBuffers.readSize) -> TCPStream.Transfer {
        var transfer = TCPStream.Transfer.wouldBlock
        unsafe appendUninitialized(limit) { space in
            transfer = unsafe stream.read(into: space)
            if case .bytes(let count) = transfer { return count }
            return 0
        }
        return transfer
    }

    /// Writes what the stream takes, and drops it from the front.
    mutating func send(to stream: TCPStream) -> TCPStream.Transfer {
        let transfer = unsafe withBytes { unsafe stream.write($0) }
        if case .bytes(let count) = transfer { consume(count) }
        return transfer
    }

    /// Writes this buffer's bytes and `content` behind them, as much as the stream takes; the rest is in this buffer afterwards.
    mutating func send(with content: [UInt8], to stream: TCPStream) -> TCPStream.Transfer {
        let transfer = unsafe withBytes { (live: UnsafeRawBufferPointer) in
            unsafe content.withUnsafeBytes { unsafe stream.write(live, $0) }
        }
        var taken = 0
        if case .bytes(let count) = transfer { taken = count }
        let ofContent = max(0, taken - count)
        consume(taken - ofContent)
        if ofContent < content.count { append(content.span.extracting(droppingFirst: ofContent)) }
        return transfer
    }

    mutating func append(_ other: borrowing ByteBuffer) {
        unsafe other.withBytes { unsafe append(copying: $0) }
    }
}

extension TCPStream {
    /// Writes what fits of `bytes[offset...]`.
    func write(_ bytes: [UInt8], from offset: Int = 0) -> Transfer {
        unsafe bytes.withUnsafeBytes { unsafe write(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
    }
}

extension Array<UInt8> {
    mutating func append(_ buffer: borrowing ByteBuffer, _ range: Range<Int>) {
        unsafe buffer.withBytes { unsafe append(contentsOf: $0[range]) }
    }
}
