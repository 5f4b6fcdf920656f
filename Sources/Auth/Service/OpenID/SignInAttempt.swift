import Basics
import Contracts
import CoreHTTP
import OpenSSL

/// What we remember between sending somebody to the provider and their return. The browser keeps it, in a signed cookie that lives
/// ten minutes: the answer must come from the browser that asked (RFC 6749 section 10.12).
struct SignInAttempt: Equatable, Sendable {
    static let lifetimeSeconds: Int64 = 600

    /// The provider's id: an answer of another provider is not accepted (RFC 9700 section 4.4).
    let provider: String
    let state: String
    let nonce: String
    /// The secret whose digest went to the provider (RFC 7636).
    let verifier: String
    let expiresAt: Instant
    /// HMAC of the browser's refresh token: that cookie does not come with the answer, which another site sends (SameSite=Strict).
    let leftRefreshHash: [UInt8]?

    init(through provider: String, at now: Instant, leaving refreshHash: [UInt8]? = nil) {
        self.provider = provider
        leftRefreshHash = refreshHash
        state = Self.random()
        nonce = Self.random()
        verifier = Self.random()
        expiresAt = now.adding(seconds: Self.lifetimeSeconds)
    }

    /// `base64url(SHA-256(verifier))`, method S256.
    var challenge: String { Base64URL.encode(SHA256.hash(Array(verifier.utf8))) }

    private static func random() -> String { Base64URL.encode(RandomBytes.generate(32)) }

    // MARK: The cookie

    /// `provider.state.nonce.verifier.expiry.left.tag`
    func cookie(_ key: HMACSHA256) -> String {
        let left = leftRefreshHash.map(Base64URL.encode) ?? ""
        let text = "\(provider).\(state).\(nonce).\(verifier).\(expiresAt.seconds).\(left)"
        return "\(text).\(Base64URL.encode(key.sign(Self.signed(text))))"
    }

    /// Nil for a cookie that this key has not signed, or that has expired.
    init?(cookie: String, _ key: HMACSHA256, now: Instant) {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 7, let seconds = Int64(parts[4]), let tag = Base64URL.decode(String(parts[6])) else { return nil }
        let text = parts[..<6].joined(separator: ".")
        guard key.isValid(tag, for: Self.signed(text)) else { return nil }
        (provider, state, nonce, verifier) = (String(parts[0]), String(parts[1]), String(parts[2]), String(parts[3]))
        expiresAt = Instant(seconds: seconds)
        leftRefreshHash = parts[5].isEmpty ? nil : Base64URL.decode(String(parts[5]))
        guard now < expiresAt else { return nil }
    }

    /// The key signs other things too.
    private static func signed(_ text: String) -> [UInt8] { Array("sign-in attempt \(text)".utf8) }
}
