/// Scheme, host and port of a web site (RFC 6454): what a browser sends in `Origin`, and where a service answers.
package struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    package let isSecure: Bool
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: Int

    /// Reads `http://host`, `https://host:port`, with at most a slash at the end; nil for anything else.
    package init?(_ text: String) {
        let lower = text.lowercased()
        let isSecure = lower.hasPrefix("https://")
        guard isSecure || lower.hasPrefix("http://") else { return nil }
        var rest = lower.dropFirst(isSecure ? 8 : 7)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard let endpoint = HostPort(String(rest), defaultPort: isSecure ? 443 : 80) else { return nil }
        self.isSecure = isSecure
        host = endpoint.host
        port = endpoint.port
    }

    /// The serialization of RFC 6454 section 6.2, to compare with an `Origin` field byte by byte: the scheme's own port
    /// is left out.
    package var description: String {
        let scheme = isSecure ? "https" : "http"
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        return port == (isSecure ? 443 : 80) ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    /// Whether it is this machine (RFC 6761 section 6.3, RFC 6890): cookies there go without `Secure`.
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || isLoopbackIPv4
    }

    private var isLoopbackIPv4: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
