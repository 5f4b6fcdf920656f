/// A host and a TCP port: `localhost:9092`, `10.0.0.7:9092`, `[::1]:9092`.
package struct HostPort: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, an IPv6 one without its brackets.
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil for anything but a host of the characters RFC 3986 allows, and a port of 1 to 65535.
    package init?(_ text: String, defaultPort: Int? = nil) {
        let isBracketed = text.hasPrefix("[")
        let hostEnd = isBracketed ? text.firstIndex(of: "]") : text.firstIndex(of: ":") ?? text.endIndex
        guard let hostEnd else { return nil }
        let host = isBracketed ? text[..<hostEnd].dropFirst() : text[..<hostEnd]
        let rest = isBracketed ? text[text.index(after: hostEnd)...] : text[hostEnd...]
        guard !host.isEmpty, host.utf8.allSatisfy({ isBracketed ? Self.isIPv6($0) : Self.isName($0) }) else { return nil }
        if isBracketed, !host.contains(":") { return nil }
        self.host = String(host)
        if rest.isEmpty {
            guard let defaultPort else { return nil }
            port = defaultPort
        } else {
            guard rest.first == ":", let port = Self.port(rest.dropFirst()) else { return nil }
            self.port = port
        }
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text).flatMap { (1...65535).contains($0) ? $0 : nil }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isIPv6(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: ":"), UInt8(ascii: "."): true
        default: false
        }
    }
}
