import OpenSSL
import Testing

@Suite("Random bytes and the comparison of secrets")
struct RandomnessTests {
    @Test(arguments: [0, 1, 16, 32, 65_537])
    func givesAsManyAsAsked(count: Int) {
        #expect(RandomBytes.generate(count).count == count)
    }

    @Test func neverRepeats() {
        let values = Set((0..<10_000).map { _ in RandomBytes.random64() })
        #expect(values.count == 10_000)
        #expect(RandomBytes.generate(32) != RandomBytes.generate(32))
    }

    @Test func everyBitTurnsUpAboutHalfTheTime() {
        let draws = 20_000
        var ones = [Int](repeating: 0, count: 64)
        for _ in 0..<draws {
            let value = RandomBytes.random64()
            for bit in 0..<64 where value >> UInt64(bit) & 1 == 1 { ones[bit] += 1 }
        }
        // Ten standard deviations: sqrt(20 000) / 2 is 71.
        for count in ones { #expect(abs(count - draws / 2) < 710) }
    }

    @Test func equalMeansEveryByte() {
        let secret = RandomBytes.generate(33)
        #expect(constantTimeEquals(secret, secret))
        #expect(constantTimeEquals([], []))
        for index in secret.indices {
            var other = secret
            other[index] ^= 0x80
            #expect(!constantTimeEquals(secret, other))
        }
        #expect(!constantTimeEquals(secret, Array(secret.dropLast())))
        #expect(!constantTimeEquals(secret, []))
    }
}
