import Basics
import Testing

@Suite("Octets as a key") struct OctetKeyTests {
    @Test("equal as arrays are, whatever the length and wherever they differ")
    func equality() {
        for count in 0...40 {
            let octets = (0..<count).map { UInt8($0) }
            #expect(OctetKey(octets) == OctetKey(octets) && OctetKey(octets).hashValue == OctetKey(octets).hashValue)
            #expect(OctetKey(octets) != OctetKey(octets + [0]))
            for place in octets.indices {
                for bit in 0..<8 {
                    var other = octets
                    other[place] ^= 1 << bit
                    #expect(OctetKey(octets) != OctetKey(other), "octet \(place) of \(count)")
                }
            }
        }
    }
}
