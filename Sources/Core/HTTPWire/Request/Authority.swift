/// `uri-host [ ":" port ]`, the grammar of Host (RFC 9110 section 7.2) and of an http URI's authority without user information.
enum Authority {
    /// Whether the range is one. A host may not be empty (RFC 9110 section 4.2.1); a port is 0 to 65535, or nothing behind its
    /// colon.
    static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>, portRequired: Bool) -> Bool {
        guard !range.isEmpty, let host = hostEnd(bytes, range), host > range.lowerBound else { return false }
        guard host < range.upperBound else { return !portRequired }
        guard bytes.at(host) == .colon, range.upperBound - host <= 6 else { return false }
        var port = 0
        for i in (host + 1)..<range.upperBound {
            guard bytes.at(i).isDigit else { return false }
            port = port * 10 + Int(bytes.at(i) - 0x30)
        }
        return port <= 65_535 && (!portRequired || host + 1 < range.upperBound)
    }

    /// The offset behind the host, nil when it breaks the grammar.
    private static func hostEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let end = range.upperBound
        var at = range.lowerBound
        guard bytes.at(at) != UInt8(ascii: "[") else {
            guard let close = (at..<end).first(where: { bytes.at($0) == UInt8(ascii: "]") }) else { return nil }
            return isIPLiteral(bytes, (at + 1)..<close) ? close + 1 : nil
        }
        while at < end, bytes.at(at) != .colon {
            if CharacterClass.name.contains(bytes.at(at)) {
                at += 1
            } else if bytes.at(at) == .percent, at + 2 < end, bytes.at(at + 1).hexValue != nil, bytes.at(at + 2).hexValue != nil {
                at += 3
            } else {
                return nil
            }
        }
        return at
    }

    /// IPv6address or IPvFuture (RFC 3986 section 3.2.2).
    private static func isIPLiteral(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        guard bytes.at(range.lowerBound).lowercased == UInt8(ascii: "v") else { return isIPv6(bytes, range) }
        var at = range.lowerBound + 1
        while at < range.upperBound, bytes.at(at).hexValue != nil { at += 1 }
        guard at > range.lowerBound + 1, at + 1 < range.upperBound, bytes.at(at) == UInt8(ascii: ".") else { return false }
        return ((at + 1)..<range.upperBound).allSatisfy { CharacterClass.name.contains(bytes.at($0)) || bytes.at($0) == .colon }
    }

    /// Eight groups of up to four digits, one run of them perhaps written `::`, the last two perhaps as an IPv4 address.
    private static func isIPv6(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let end = range.upperBound
        var at = range.lowerBound
        var groups = 0
        var compressed = false
        while at < end {
            if bytes.at(at) == .colon {
                guard at + 1 < end, bytes.at(at + 1) == .colon, !compressed else { return false }
                compressed = true
                at += 2
                continue
            }
            let start = at
            while at < end, bytes.at(at).hexValue != nil { at += 1 }
            if at < end, bytes.at(at) == UInt8(ascii: ".") {
                return isIPv4(bytes, start..<end) && (compressed ? groups + 2 < 8 : groups + 2 == 8)
            }
            guard at > start, at - start <= 4 else { return false }
            groups += 1
            guard at < end else { break }
            guard bytes.at(at) == .colon, at + 1 < end else { return false }
            if bytes.at(at + 1) != .colon { at += 1 }
        }
        return compressed ? groups < 8 : groups == 8
    }

    private static func isIPv4(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var at = range.lowerBound
        for part in 0..<4 {
            let start = at
            var value = 0
            while at < range.upperBound, bytes.at(at).isDigit, at - start < 3 {
                value = value * 10 + Int(bytes.at(at) - 0x30)
                at += 1
            }
            let hasLeadingZero = at - start > 1 && bytes.at(start) == UInt8(ascii: "0")
            guard at > start, value <= 255, !hasLeadingZero else { return false }
            guard part < 3 else { break }
            guard at < range.upperBound, bytes.at(at) == UInt8(ascii: ".") else { return false }
            at += 1
        }
        return at == range.upperBound
    }
}
