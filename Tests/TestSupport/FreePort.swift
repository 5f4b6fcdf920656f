import Glibc

package struct NoFreePort: Error {}

/// A TCP port of the loopback that nobody has now, below the kernel's range for outgoing connections: a server that is stopped finds its
/// port again.
package func freePort() throws(NoFreePort) -> UInt16 {
    for _ in 0..<1_000 {
        let port = UInt16.random(in: 20_000..<32_000)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        if result == 0 { return port }
    }
    throw NoFreePort()
}
