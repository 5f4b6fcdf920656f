import Basics
import Contracts
import OpenSSL

/// A browser in which somebody has signed in to an account before, by a signed cookie (OWASP, "Slow Down Online Guessing Attacks
/// with Device Cookies"): its guesses are counted by themselves, so that strangers who guess cannot shut anybody out of a known
/// device.
///
/// ```
/// account.nonce.seconds.tag     account: the first 16 bytes of SHA-256 of the email; tag: HMAC of the rest
/// ```
struct KnownDevice: Sendable {
    static let lifetimeSeconds: Int64 = 180 * 86_400

    /// The account and the device, as limits count them.
    let subject: String

    /// How an email address is counted: addresses belong neither in Redis nor in a browser that others use.
    static func account(_ email: String) -> String { Base64URL.encode(Array(SHA256.hash(Array(email.utf8)).prefix(16))) }

    static func cookie(for email: String, _ key: HMACSHA256, at now: Instant) -> String {
        let text = "\(account(email)).\(Base64URL.encode(RandomBytes.generate(16))).\(now.seconds)"
        return "\(text).\(Base64URL.encode(key.sign(signed(text))))"
    }

    /// Nil for a cookie that this key has not signed for the account, or that is too old.
    init?(cookie: String, account: String, _ key: HMACSHA256, now: Instant) {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == account, let seconds = Int64(parts[2]), let tag = Base64URL.decode(String(parts[3])),
            key.isValid(tag, for: Self.signed(parts[..<3].joined(separator: "."))),
            now < Instant(seconds: seconds).adding(seconds: Self.lifetimeSeconds)
        else { return nil }
        subject = "\(parts[0]).\(parts[1])"
    }

    /// The key signs other things too.
    private static func signed(_ text: String) -> [UInt8] { Array("known device \(text)".utf8) }
}
