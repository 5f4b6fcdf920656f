import Glibc
import OpenSSL
import Testing

@Suite("bcrypt hashes verify, and only with their password")
struct BcryptTests {
    /// Made by OpenBSD's and other implementations, not by ours.
    @Test(arguments: [
        ("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        ("", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    ])
    func knownVectors(password: String, hash: String) {
        #expect(Bcrypt.verify(Array(password.utf8), hash))
        #expect(!Bcrypt.verify(Array((password + "x").utf8), hash))
        #expect(Bcrypt.rounds(of: hash) == 5)
    }

    /// A byte above 127 was once read with its sign (CVE-2011-2483); the vector tells a sound implementation.
    @Test func aByteAboveASCIIIsReadWithoutItsSign() {
        let hash = "$2b$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"
        #expect(Bcrypt.verify([0xa3], hash))
        #expect(!Bcrypt.verify([0x23], hash))
    }

    @Test func hashesAndVerifiesWithTheRoundsAsked() throws {
        let password = Array("correct horse battery staple".utf8)
        let hash = try Bcrypt.hash(password: password, rounds: 5)
        #expect(hash.hasPrefix("$2b$05$"))
        #expect(hash.utf8.count == 60)
        #expect(Bcrypt.rounds(of: hash) == 5)
        #expect(Bcrypt.verify(password, hash))
        #expect(!Bcrypt.verify(Array("correct horse battery stapl".utf8), hash))
    }

    @Test func aHashWithoutAPasswordCostsWhatItsRoundsSay() throws {
        func cost(_ rounds: Int) throws -> Int {
            let hash = try Bcrypt.matchless(rounds: rounds)
            #expect(Bcrypt.rounds(of: hash) == rounds)
            return cost { #expect(!Bcrypt.verify(Array("password".utf8), hash)) }
        }
        func cost(_ work: () -> Void) -> Int {
            var before = timespec(), after = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before)
            work()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after)
            return (after.tv_sec - before.tv_sec) * 1_000_000_000 + after.tv_nsec - before.tv_nsec
        }
        #expect(try cost(9) > 8 * cost(4))
        #expect(try Bcrypt.matchless(rounds: 4) != Bcrypt.matchless(rounds: 4))
    }

    @Test func theSameTwiceIsSaltedTwice() throws {
        let password = Array("password".utf8)
        #expect(try Bcrypt.hash(password: password, rounds: 4) != Bcrypt.hash(password: password, rounds: 4))
    }

    @Test func takesSeventyTwoBytesAndEachCounts() throws {
        let longest = [UInt8](repeating: UInt8(ascii: "k"), count: 72)
        let hash = try Bcrypt.hash(password: longest, rounds: 4)
        #expect(Bcrypt.verify(longest, hash))
        #expect(!Bcrypt.verify(Array(longest.dropLast()) + [UInt8(ascii: "l")], hash))
        #expect(throws: OpenSSLError.passwordTooLong(limit: 72)) {
            try Bcrypt.hash(password: longest + [UInt8(ascii: "k")], rounds: 4)
        }
        #expect(!Bcrypt.verify(longest + [UInt8(ascii: "k")], hash))
    }

    @Test func refusesANULWhereverItStands() throws {
        let hash = try Bcrypt.hash(password: Array("secret".utf8), rounds: 4)
        for password in ["secret\0", "secret\0tail", "\0"] {
            #expect(throws: OpenSSLError.passwordContainsNUL) { try Bcrypt.hash(password: Array(password.utf8), rounds: 4) }
            #expect(!Bcrypt.verify(Array(password.utf8), hash))
        }
    }

    @Test(arguments: [Int.min, -1, 0, 3, 32, Int.max])
    func refusesRoundsOutsideTheRange(rounds: Int) {
        #expect(throws: OpenSSLError.roundsOutOfRange(4...31)) { try Bcrypt.hash(password: [65], rounds: rounds) }
    }

    @Test(arguments: [
        "", "$", "*0", "*1", "$2b$", "secret", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$32$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$+5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCC=.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$6$rounds=5000$saltsaltsaltsalt$hhhhhhhhhhhhhhhhhhhhhhhhhhhh",
    ])
    func aTextThatIsNoHashHasNoRoundsAndVerifiesNothing(text: String) {
        #expect(Bcrypt.rounds(of: text) == nil)
        #expect(!Bcrypt.verify(Array("U*U".utf8), text))
        #expect(!Bcrypt.verify([], text))
    }
}
