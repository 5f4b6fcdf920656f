import CLinux
import Glibc

extension TCPListener {
    /// Throws EADDRINUSE when another socket listens on `address` already. Our own listeners share a port (SO_REUSEPORT), so
    /// a second daemon of the same user would join in silently: a daemon looks before it binds its first one. Port 0 is always free.
    package static func checkFree(_ address: SocketAddress) throws(SystemError) {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        defer { Glibc.close(descriptor) }
        var one: Int32 = 1
        // Connections of a former listener that linger in TIME_WAIT do not count.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0 else { throw SystemError("bind") }
    }
}
