import CLinux
import Glibc

/// The system's name service.
package enum SystemNames {
    /// The host's addresses with port 0, by getaddrinfo (RFC 3493 section 6.1). Blocks the calling thread.
    package static func lookUp(_ host: String) -> Result<[SocketAddress], Resolver.Failure> {
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
                if let address = SocketAddress(storage) { addresses.append(address) }
            }
            next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.unresolvable(host: host, code: EAI_NONAME)) : .success(addresses)
    }
}
