import Contracts
import OpenSSL

/// Eight digits in a mail that make the browser that asked for them known to the account: its guesses are counted separately from
/// then on (`KnownDevice`). It signs nobody in; the password and the second factor are asked for as before (ASVS V6.6.2, V6.6.3).
struct DeviceCode {
    static let lifetimeSeconds: Int64 = 600
    static let attemptLimit = 5
    /// How long the browser is known by the code; signing in makes it known for longer.
    static let knownSeconds: Int64 = 3_600

    /// As it is typed, without blanks.
    let digits: String

    /// The same for the same letter, so that a letter that is sent again has the same code.
    init(of letter: UUIDValue, _ key: HMACSHA256) {
        let number = key.sign(Array("code in mail \(letter)".utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let text = String(number % 100_000_000)
        digits = String(repeating: "0", count: 8 - text.count) + text
    }

    /// As people read it: in two halves.
    var text: String { "\(digits.prefix(4)) \(digits.suffix(4))" }

    /// The digest that the database has of it, for the browser with this cookie.
    func digest(_ cookie: String, _ key: HMACSHA256) -> [UInt8] { Self.digest(digits, cookie, key) }

    static func digest(_ typed: String, _ cookie: String, _ key: HMACSHA256) -> [UInt8] {
        key.sign(Array("code \(typed.filter { !$0.isWhitespace && $0 != "-" }) of \(cookie)".utf8))
    }
}
