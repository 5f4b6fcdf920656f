/// Where a request stands in a distributed trace (W3C Trace Context, level 1): the trace it belongs to and our span in it.
package struct TraceContext: Sendable, Hashable {
    package let traceHigh: UInt64
    package let traceLow: UInt64
    package let spanID: UInt64
    /// The caller's span, 0 when the trace begins here.
    package let parentID: UInt64
    package let isSampled: Bool

    /// A new trace.
    package init(random: () -> UInt64, isSampled: Bool = false) {
        self.init(high: Self.nonZero(random), low: random(), span: Self.nonZero(random), parent: 0, isSampled: isSampled)
    }

    private init(high: UInt64, low: UInt64, span: UInt64, parent: UInt64, isSampled: Bool) {
        traceHigh = high
        traceLow = low
        spanID = span
        parentID = parent
        self.isSampled = isSampled
    }

    /// Continues the trace of a `traceparent` field, `00-<32 hex>-<16 hex>-<2 hex>` in lower case; nil when it is malformed or
    /// all zeros, and the caller begins a new trace. A later version is read as far as it is known.
    package init?(traceparent: Span<UInt8>, random: () -> UInt64) {
        let dashes = [2, 35, 52]
        guard traceparent.count >= 55, dashes.allSatisfy({ traceparent[$0] == UInt8(ascii: "-") }),
            let version = Self.hex(traceparent, 0, 2), version != 0xFF,
            traceparent.count == 55 || (version > 0 && traceparent[55] == UInt8(ascii: "-")),
            let high = Self.hex(traceparent, 3, 16), let low = Self.hex(traceparent, 19, 16), high | low != 0,
            let parent = Self.hex(traceparent, 36, 16), parent != 0,
            let flags = Self.hex(traceparent, 53, 2)
        else { return nil }
        self.init(high: high, low: low, span: Self.nonZero(random), parent: parent, isSampled: flags & 1 == 1)
    }

    /// A span of the same trace within this one.
    package func child(random: () -> UInt64) -> TraceContext {
        TraceContext(high: traceHigh, low: traceLow, span: Self.nonZero(random), parent: spanID, isSampled: isSampled)
    }

    /// 32 lower-case hexadecimal digits.
    package var traceID: String { Self.text(traceHigh, traceLow) }

    /// 16 lower-case hexadecimal digits.
    var spanText: String { Self.text(spanID) }
    var parentText: String? { parentID == 0 ? nil : Self.text(parentID) }

    /// The field for the next service.
    package var traceparent: String { "00-\(traceID)-\(spanText)-0\(isSampled ? 1 : 0)" }

    private static func nonZero(_ random: () -> UInt64) -> UInt64 {
        while true {
            let value = random()
            if value != 0 { return value }
        }
    }

    private static func text(_ values: UInt64...) -> String {
        unsafe String(unsafeUninitializedCapacity: 16 * values.count) { storage in
            for (place, value) in values.enumerated() {
                for digit in 0..<16 {
                    let nibble = UInt8(truncatingIfNeeded: value >> (60 - 4 * digit)) & 0xF
                    unsafe storage[16 * place + digit] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
                }
            }
            return 16 * values.count
        }
    }

    private static func hex(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64? {
        var value: UInt64 = 0
        for i in start..<start + count {
            switch bytes[i] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(bytes[i] - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(bytes[i] - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
