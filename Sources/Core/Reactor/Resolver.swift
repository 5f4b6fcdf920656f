import CLinux
import Glibc

/// Host names to addresses without blocking a loop: numeric addresses at once, names by getaddrinfo on a pool.
package struct Resolver: Sendable {
    package enum Failure: Error, Sendable, Equatable {
        /// The name has no address, or the name service did not answer; getaddrinfo's code.
        case unresolvable(host: String, code: Int32)
        /// Too many look-ups wait already.
        case busy
    }

    private let pool: BlockingPool

    package init(pool: BlockingPool) { self.pool = pool }

    /// At least one address, in the order the system prefers.
    package func resolve(_ host: String, port: UInt16) async throws(Failure) -> [SocketAddress] {
        if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
        let found: Result<[SocketAddress], Failure>
        do throws(BlockingPool.Saturated) {
            found = try await pool.run { Self.lookUp(host, port: port) }
        } catch {
            throw .busy
        }
        return try found.get()
    }

    private static func lookUp(_ host: String, port: UInt16) -> Result<[SocketAddress], Failure> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = Int32(AI_ADDRCONFIG)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failure(.unresolvable(host: host, code: code)) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let raw = entry.pointee.ai_addr {
                var storage = sockaddr_storage()
                let size = min(Int(entry.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
                withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: UnsafeRawBufferPointer(start: raw, count: size)) }
                if var address = SocketAddress(storage) {
                    address.port = port
                    addresses.append(address)
                }
            }
            next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.unresolvable(host: host, code: EAI_NONAME)) : .success(addresses)
    }
}
