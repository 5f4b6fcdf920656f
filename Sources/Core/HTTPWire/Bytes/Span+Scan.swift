/// Scans over bytes. Offsets are unchecked in release where a loop has already proven them; debug builds check each.
extension Span where Element == UInt8 {
    @inline(__always)
    func at(_ offset: Int) -> UInt8 {
        assert(offset >= 0 && offset < count)
        return unsafe self[unchecked: offset]
    }

    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        assert(offset >= 0 && offset + 8 <= count)
        return unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    /// The first offset in `start..<end` whose octet is a control (below 0x20 except HTAB, or DEL), else `end`. Eight octets at a
    /// time.
    @inline(__always)
    func firstControl(from start: Int, to end: Int) -> Int {
        var at = start
        while at + 8 <= end {
            let word = word(at: at)
            let hit = Self.below(word, 0x20) | Self.equal(word, 0x7F)
            if hit == 0 {
                at += 8
                continue
            }
            // The lowest flagged octet is exact; those above it may be false after a borrow, so only one is taken a round.
            at += hit.trailingZeroBitCount >> 3
            if self.at(at) != .tab { return at }
            at += 1
        }
        while at < end {
            let byte = self.at(at)
            if (byte < 0x20 && byte != .tab) || byte == 0x7F { return at }
            at += 1
        }
        return end
    }

    /// The first offset in `start..<end` of that octet, else `end`.
    @inline(__always)
    func first(_ octet: UInt8, from start: Int, to end: Int) -> Int {
        var at = start
        while at + 8 <= end {
            let hit = Self.equal(word(at: at), octet)
            if hit != 0 { return at + hit.trailingZeroBitCount >> 3 }
            at += 8
        }
        while at < end, self.at(at) != octet { at += 1 }
        return at
    }

    /// The first offset in `start..<end` whose octet is not visible ASCII (0x21 to 0x7E), else `end`.
    @inline(__always)
    func firstNotVisible(from start: Int, to end: Int) -> Int {
        var at = start
        while at + 8 <= end {
            let word = word(at: at)
            let hit = Self.below(word, 0x21) | Self.equal(word, 0x7F) | (word & 0x8080_8080_8080_8080)
            if hit != 0 { return at + hit.trailingZeroBitCount >> 3 }
            at += 8
        }
        while at < end, self.at(at) &- 0x21 < 0x5E { at += 1 }
        return at
    }

    /// The high bit of each octet less than `bound` (bound at most 0x80); exact up to and including the lowest hit.
    @inline(__always)
    private static func below(_ word: UInt64, _ bound: UInt8) -> UInt64 {
        (word &- 0x0101_0101_0101_0101 &* UInt64(bound)) & ~word & 0x8080_8080_8080_8080
    }

    @inline(__always)
    private static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        below(word ^ (0x0101_0101_0101_0101 &* UInt64(byte)), 1)
    }

    /// The range without SP and HTAB at both ends.
    @inline(__always)
    func trimmed(_ start: Int, _ end: Int) -> Range<Int> {
        var (start, end) = (start, end)
        while start < end, at(start).isBlank { start += 1 }
        while end > start, at(end - 1).isBlank { end -= 1 }
        return start..<end
    }

    /// Whether the range holds `lowercase`, ASCII letters compared without case.
    @inline(__always)
    func equals(_ lowercase: StaticString, _ start: Int, _ end: Int) -> Bool {
        let length = lowercase.utf8CodeUnitCount
        guard end - start == length else { return false }
        let other = unsafe lowercase.utf8Start
        for i in 0..<length where unsafe at(start + i).lowercased != other[i] { return false }
        return true
    }

    /// Calls `body` with each element of a comma separated list in `start..<end`, trimmed; empty elements too. Stops when it
    /// returns false.
    @inline(__always)
    func forEachElement<E: Error>(_ start: Int, _ end: Int, _ body: (Range<Int>) throws(E) -> Bool) throws(E) {
        var from = start
        while true {
            let to = first(.comma, from: from, to: end)
            guard try body(trimmed(from, to)), to < end else { return }
            from = to + 1
        }
    }

    /// The range's text: UTF-8 when it is valid UTF-8, else ISO 8859-1, as old peers mean it.
    func text(_ range: Range<Int>) -> String {
        if let text = utf8Text(range) { return text }
        var scalars = String.UnicodeScalarView()
        for i in range { scalars.append(Unicode.Scalar(at(i))) }
        return String(scalars)
    }

    /// The range's text; nil when it is not valid UTF-8.
    func utf8Text(_ range: Range<Int>) -> String? {
        do { return String(copying: try UTF8Span(validating: extracting(range))) } catch { return nil }
    }

    /// A copy of the range.
    func array(_ range: Range<Int>) -> [UInt8] {
        unsafe extracting(range).withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}
