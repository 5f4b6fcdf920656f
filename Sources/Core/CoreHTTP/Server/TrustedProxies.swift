package import HTTPWire
package import Reactor

/// A block of addresses: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
package struct AddressBlock: Sendable, Equatable, CustomStringConvertible {
    private let address: SocketAddress
    private let prefix: Int

    /// Nil for a text that is not an address, and for a prefix that is longer than one.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = SocketAddress(numeric: String(parts[0]), port: 0) else { return nil }
        self.address = SocketAddress(address.unmapped, port: 0)
        let longest = if case .v4 = self.address.host { 32 } else { 128 }
        guard parts.count == 2 else {
            prefix = longest
            return
        }
        guard let prefix = Int(parts[1]), (0...longest).contains(prefix) else { return nil }
        self.prefix = prefix
    }

    package func contains(_ host: SocketAddress.Host) -> Bool {
        switch (address.host, host) {
        case (.v4(let block), .v4(let bits)): prefix == 0 || (block ^ bits) >> (32 - UInt32(prefix)) == 0
        case (.v6(let block), .v6(let bits)): prefix == 0 || (block ^ bits) >> (128 - UInt128(prefix)) == 0
        default: false
        }
    }

    package var description: String { "\(address.hostText)/\(prefix)" }
}

/// The proxies that are believed when they say where a request comes from.
package struct TrustedProxies: Sendable {
    private let blocks: [AddressBlock]

    package init(_ blocks: [AddressBlock] = []) { self.blocks = blocks }

    package func contains(_ address: SocketAddress) -> Bool {
        guard !blocks.isEmpty else { return false }
        let host = address.unmapped
        return blocks.contains { $0.contains(host) }
    }

    /// The peer, or what a trusted one says in X-Forwarded-For: the last of its addresses that is not itself a trusted proxy, since
    /// anybody may have written what stands before that.
    package func client(of head: RequestHead, peer: SocketAddress) -> SocketAddress {
        guard contains(peer) else { return peer }
        var client = peer
        for hop in (head.list(.xForwardedFor) ?? []).reversed() {
            guard let address = SocketAddress(numeric: hop, port: 0) else { break }
            client = address
            if !contains(address) { break }
        }
        return client
    }
}
