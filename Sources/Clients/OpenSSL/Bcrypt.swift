import Basics
import CLinux
import Glibc

/// bcrypt in its `$2b$` form through crypt(3) of libxcrypt. Ten rounds cost tens of milliseconds: call it on the
/// blocking pool, never on a loop.
///
/// ```
/// $2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy
///  |   |  |                     '- 31 letters of hash
///  |   |  '- 22 letters of salt (128 bits)
///  |   '- cost: 2^10 key expansions
///  '- the variant
/// ```
package enum Bcrypt {
    package static let passwordLimit = 72
    package static let allowedRounds = 4...31
    private static let hashLength = 60

    /// A new hash with 128 random bits of salt. Refuses more than 72 bytes, a NUL and rounds outside 4…31.
    package static func hash(password: [UInt8], rounds: Int) throws(OpenSSLError) -> String {
        try check(password)
        return try crypt(password, setting: setting(rounds: rounds))
    }

    /// Looks like any other hash, but is random and made in no time: no password is known to match it, and verifying against it
    /// takes as long as against a real one.
    package static func matchless(rounds: Int) throws(OpenSSLError) -> String {
        let setting = try setting(rounds: rounds)
        let letters = Base64URL.encode(RandomBytes.generate(24)).prefix(31).map { $0 == "-" ? "." : $0 == "_" ? "/" : $0 }
        return String(decoding: setting.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + letters
    }

    /// The hash up to the end of a new salt.
    private static func setting(rounds: Int) throws(OpenSSLError) -> [CChar] {
        guard allowedRounds.contains(rounds) else { throw .roundsOutOfRange(allowedRounds) }
        let salt = RandomBytes.generate(16)
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let made = salt.withUnsafeBytes { salt in
            crypt_gensalt_rn(
                "$2b$", UInt(rounds), salt.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(salt.count), &setting,
                Int32(setting.count)) != nil
        }
        guard made else { throw .hashingFailed(code: errno) }
        return setting
    }

    /// Whether `password` made `hash`. False, never an error, for a password bcrypt cannot take and for a text that is
    /// no bcrypt hash; `$2a$` and `$2y$` are verified too.
    package static func verify(_ password: [UInt8], _ hash: String) -> Bool {
        guard rounds(of: hash) != nil else { return false }
        do throws(OpenSSLError) {
            try check(password)
            let again = try crypt(password, setting: Array(hash.utf8CString))
            return constantTimeEquals(Array(again.utf8), Array(hash.utf8))
        } catch {
            return false
        }
    }

    /// The cost of a bcrypt hash, to see whether the password should be hashed anew; nil when `hash` is none.
    package static func rounds(of hash: String) -> Int? {
        let bytes = Array(hash.utf8)
        guard bytes.count == hashLength, bytes[0] == UInt8(ascii: "$"), bytes[1] == UInt8(ascii: "2"),
            [UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "y")].contains(bytes[2]),
            bytes[3] == UInt8(ascii: "$"), bytes[6] == UInt8(ascii: "$"), bytes[7...].allSatisfy(isLetter)
        else { return nil }
        let digits = bytes[4...5]
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        let rounds = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return allowedRounds.contains(rounds) ? rounds : nil
    }

    /// bcrypt's own Base64 alphabet: `./A-Za-z0-9`.
    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ".")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static func check(_ password: [UInt8]) throws(OpenSSLError) {
        guard password.count <= passwordLimit else { throw .passwordTooLong(limit: passwordLimit) }
        guard !password.contains(0) else { throw .passwordContainsNUL }
    }

    /// crypt(3) with scratch memory of its own, wiped before it is given back: it holds the expanded password.
    private static func crypt(_ password: [UInt8], setting: [CChar]) throws(OpenSSLError) -> String {
        let size = MemoryLayout<crypt_data>.size
        let scratch = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        memset(scratch, 0, size)
        var phrase = password.map { CChar(bitPattern: $0) } + [0]
        defer {
            explicit_bzero(scratch, size)
            scratch.deallocate()
            phrase.withUnsafeMutableBytes { bytes in
                if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
            }
        }
        guard let hash = crypt_rn(phrase, setting, scratch, Int32(size)) else { throw .hashingFailed(code: errno) }
        return String(cString: hash)
    }
}
