/// Ways to cut a byte stream into the pieces a socket might deliver.
package enum Cuts {
    /// Each way to cut in two, and octet by octet.
    package static func all(_ bytes: [UInt8]) -> [[[UInt8]]] {
        var ways = (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        ways.append(bytes.map { [$0] })
        return ways
    }

    package static func single(_ bytes: [UInt8]) -> [[UInt8]] { bytes.map { [$0] } }
}

package func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The same pseudo-random numbers in every run (SplitMix64).
package struct FixedSeed: RandomNumberGenerator {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    package mutating func bytes(_ count: Int, from alphabet: [UInt8]? = nil) -> [UInt8] {
        (0..<count).map { _ in
            if let alphabet {
                alphabet[Int.random(in: 0..<alphabet.count, using: &self)]
            } else {
                UInt8.random(in: 0...255, using: &self)
            }
        }
    }
}
