import Reactor

/// What a connection is carried by: a socket, or TLS over one. Reads and writes as `TCPStream` does.
protocol ByteStream: AnyObject, Sendable {
    var loop: EventLoop { get }
    /// Called on each event of the socket.
    var handler: ((Readiness) -> Void)? { get set }
    func read(into buffer: UnsafeMutableRawBufferPointer) -> TCPStream.Transfer
    func write(_ bytes: UnsafeRawBufferPointer) -> TCPStream.Transfer
    func close()
}

extension TCPStream: ByteStream {}
