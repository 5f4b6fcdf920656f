import CoreHTTP

/// Random values from a seed (SplitMix64), so that a failure can be had again.
struct RandomJSON: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Texts of every length around the eight-byte words, with what wants an escape in every place.
    mutating func text() -> String {
        let length = Int.random(in: 0...40, using: &self)
        var text = ""
        for _ in 0..<length { text.unicodeScalars.append(scalar()) }
        return text
    }

    private mutating func scalar() -> Unicode.Scalar {
        switch Int.random(in: 0..<10, using: &self) {
        case 0: return Unicode.Scalar(UInt8.random(in: 0..<0x20, using: &self))
        case 1: return Bool.random(using: &self) ? "\"" : "\\"
        case 2: return Unicode.Scalar(UInt8.random(in: 0x7F...0xFF, using: &self))
        case 3: return Unicode.Scalar(UInt32.random(in: 0x1_0000...0x10_FFFF, using: &self)) ?? "x"
        case 4: return Unicode.Scalar(UInt32.random(in: 0x800...0xFFFF, using: &self)) ?? "\u{2028}"
        default: return Unicode.Scalar(UInt8.random(in: 0x20..<0x7F, using: &self))
        }
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .int(Int64(bitPattern: next()) >> Int64.random(in: 0..<64, using: &self))
        case 3: return .double(finiteDouble())
        case 4, 5: return .string(text())
        case 6: return .array((0..<Int.random(in: 0...6, using: &self)).map { _ in value(depth: depth - 1) })
        default: return .object(object(depth: depth))
        }
    }

    private mutating func object(depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...6, using: &self) {
            let name = text()
            if object[name] == nil { object.append(name, value(depth: depth - 1)) }
        }
        return object
    }

    mutating func finiteDouble() -> Double {
        let double = Double(bitPattern: next())
        return double.isFinite ? double : 0.5
    }
}
