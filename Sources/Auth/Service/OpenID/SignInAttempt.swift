import Contracts
import CoreHTTP
import OpenSSL

/// What we must remember from sending somebody to the provider until he comes back. The browser keeps it for us, in a cookie of ten
/// minutes that we have signed: the answer has to come from the browser that asked (RFC 6749 section 10.12).
struct SignInAttempt: Equatable, Sendable {
    static let lifetimeSeconds: Int64 = 600

    let state: String
    let nonce: String
    /// The secret whose digest went to the provider (RFC 7636).
    let verifier: String
    let expiresAt: Instant

    init(at now: Instant) {
        state = Self.random()
        nonce = Self.random()
        verifier = Self.random()
        expiresAt = now.adding(seconds: Self.lifetimeSeconds)
    }

    /// `base64url(SHA-256(verifier))`, method S256.
    var challenge: String { Base64URL.encode(SHA256.hash(Array(verifier.utf8))) }

    private static func random() -> String { Base64URL.encode(RandomBytes.generate(32)) }

    // MARK: The cookie

    /// `state.nonce.verifier.expiry.tag`
    func cookie(_ key: HMACSHA256) -> String {
        let text = "\(state).\(nonce).\(verifier).\(expiresAt.seconds)"
        return "\(text).\(Base64URL.encode(key.sign(Self.signed(text))))"
    }

    /// Nil for what this key has not signed, or what has expired.
    init?(cookie: String, _ key: HMACSHA256, now: Instant) {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, let seconds = Int64(parts[3]), let tag = Base64URL.decode(String(parts[4])) else { return nil }
        let text = parts[..<4].joined(separator: ".")
        guard key.isValid(tag, for: Self.signed(text)) else { return nil }
        (state, nonce, verifier) = (String(parts[0]), String(parts[1]), String(parts[2]))
        expiresAt = Instant(seconds: seconds)
        guard now < expiresAt else { return nil }
    }

    /// The key signs other things too.
    private static func signed(_ text: String) -> [UInt8] { Array("sign-in attempt \(text)".utf8) }
}
