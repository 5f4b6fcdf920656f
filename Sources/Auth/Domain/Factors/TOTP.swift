package import Contracts

/// Codes of an authenticator app (RFC 6238 with HMAC-SHA-1, six digits, thirty seconds: all apps do that, whatever they are told).
package enum TOTP {
    package static let period: Int64 = 30
    package static let digits = 6
    /// 160 bits, as long as the digest (RFC 4226 section 4).
    package static let secretLength = 20

    /// The number of the period of thirty seconds that `now` is in.
    package static func step(at now: Instant) -> Int64 { now.seconds / period }

    /// `mac`: HMAC-SHA-1 of a text under the secret.
    package static func code(at step: Int64, mac: ([UInt8]) -> [UInt8]) -> String {
        let counter = UInt64(step)
        let digest = mac((0..<8).map { UInt8(truncatingIfNeeded: counter >> (56 - 8 * UInt64($0))) })
        // RFC 4226 section 5.3.
        let offset = Int(digest[19] & 0x0F)
        let number = digest[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// Six digits, without the blanks that people type between them; nil for anything else.
    package static func read(_ text: String) -> String? {
        let code = text.filter { $0 != " " && $0 != "\u{00A0}" }
        return code.utf8.count == digits && code.utf8.allSatisfy { (0x30...0x39).contains($0) } ? code : nil
    }

    /// The secret as people type it into an app.
    package static func text(of secret: [UInt8]) -> String { Base32.encode(secret, Base32.standard) }

    /// The same for a QR code. `issuer`, `account`: percent-encoded by the caller.
    package static func uri(_ secret: [UInt8], issuer: String, account: String) -> String {
        "otpauth://totp/\(issuer):\(account)?secret=\(text(of: secret))&issuer=\(issuer)&algorithm=SHA1&digits=\(digits)&period=\(period)"
    }
}
