import CLinux
import Glibc

/// An IP address and a port.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    package enum Host: Sendable, Hashable {
        /// In host byte order.
        case v4(UInt32)
        case v6(UInt128)
    }

    package var host: Host
    package var port: UInt16

    package init(_ host: Host, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// From the presentation form of an address, `127.0.0.1` or `::1` (with or without brackets); nil for a name.
    package init?(numeric text: String, port: UInt16) {
        var v4 = in_addr()
        var v6 = in6_addr()
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        if inet_pton(AF_INET, bare, &v4) == 1 {
            self.init(.v4(UInt32(bigEndian: v4.s_addr)), port: port)
        } else if inet_pton(AF_INET6, bare, &v6) == 1 {
            self.init(.v6(Self.host(v6)), port: port)
        } else {
            return nil
        }
    }

    /// From what the kernel filled in; nil for a family other than IPv4 and IPv6.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let address = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in.self) }
            self.init(.v4(UInt32(bigEndian: address.sin_addr.s_addr)), port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            let address = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in6.self) }
            self.init(.v6(Self.host(address.sin6_addr)), port: UInt16(bigEndian: address.sin6_port))
        default: return nil
        }
    }

    /// The address that `getsockname` or `getpeername` returns.
    static func ask(
        _ query: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32, of descriptor: Int32
    )
        -> SocketAddress?
    {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { query(descriptor, $0, &length) }
        }
        return result == 0 ? SocketAddress(storage) : nil
    }

    var family: Int32 { if case .v4 = host { AF_INET } else { AF_INET6 } }

    func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        switch host {
        case .v4(let bits):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = bits.bigEndian
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
        case .v6(let bits):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &address.sin6_addr) { $0.storeBytes(of: bits.bigEndian, as: UInt128.self) }
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
            }
        }
    }

    /// The address alone, without the port; an IPv4-mapped IPv6 address is shown as IPv4.
    package var hostText: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch unmapped {
        case .v4(let bits):
            var address = in_addr(s_addr: bits.bigEndian)
            inet_ntop(AF_INET, &address, &buffer, socklen_t(buffer.count))
        case .v6(let bits):
            var address = bits.bigEndian
            inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count))
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    package var unmapped: Host {
        if case .v6(let bits) = host, bits >> 32 == 0xFFFF { return .v4(UInt32(truncatingIfNeeded: bits)) }
        return host
    }

    /// Whom an address stands for when requests or connections are counted: an IPv4 address, mapped into IPv6 or not, is one; of an
    /// IPv6 address it is the /64, the least that a subscriber is given (RFC 6177), in which one machine has any address it likes.
    package var network: Host {
        switch unmapped {
        case .v4(let bits): .v4(bits)
        case .v6(let bits): .v6(bits & (UInt128.max << 64))
        }
    }

    /// `network` as text: `192.0.2.7`, `2001:db8:1:2::`.
    package var networkText: String { SocketAddress(network, port: 0).hostText }

    package var isLoopback: Bool {
        switch unmapped {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let bits): bits == 1
        }
    }

    package var description: String {
        if case .v6 = unmapped { "[\(hostText)]:\(port)" } else { "\(hostText):\(port)" }
    }

    private static func host(_ address: in6_addr) -> UInt128 {
        withUnsafeBytes(of: address) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
    }
}
