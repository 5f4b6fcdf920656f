import Basics
import Contracts
import CoreHTTP
import OpenSSL

/// The checked content of an ID token (OpenID Connect Core 1.0 section 3.1.3.7): who has signed in, according to the provider.
struct IDToken: Equatable, Sendable {
    let subject: String
    let email: String?
    let emailVerified: Bool
    let givenName: String?
    let familyName: String?
    let name: String?
    /// The provider says that more than one factor was shown (`amr`, RFC 8176).
    let provesFactors: Bool
}

extension IDToken {
    private static let clockSkewSeconds: Int64 = 30

    /// Reads the token's header: RS256 and nothing else. Returns the name of the key, if the header has one.
    static func keyID(of token: String) throws(OpenIDFailure) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = json(parts[0]), header["alg"]?.text == "RS256", header["crit"] == nil else {
            throw .invalidToken
        }
        return header["kid"]?.text
    }

    init(
        _ token: String, signedBy key: RSAPublicKey, issuer: String, clientID: String, nonce: String, now: Instant
    ) throws(OpenIDFailure) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64URL.decode(String(parts[2])),
            key.isValid(signature, for: Array("\(parts[0]).\(parts[1])".utf8)), let claims = Self.json(parts[1])
        else { throw .invalidToken }
        guard claims["iss"]?.text.map({ Self.isSame($0, issuer) }) == true, Self.isFor(clientID, claims),
            let expiry = claims["exp"]?.seconds, now < Instant(seconds: expiry).adding(seconds: Self.clockSkewSeconds),
            let issued = claims["iat"]?.seconds, Instant(seconds: issued) <= now.adding(seconds: Self.clockSkewSeconds),
            let claimed = claims["nonce"]?.text, constantTimeEquals(Array(claimed.utf8), Array(nonce.utf8)),
            let subject = claims["sub"]?.text, (1...255).contains(subject.unicodeScalars.count)
        else { throw .invalidToken }
        self.subject = subject
        email = claims["email"]?.text
        // Some providers send a text instead of a boolean.
        emailVerified = claims["email_verified"]?.flag ?? (claims["email_verified"]?.text == "true")
        givenName = claims["given_name"]?.text
        familyName = claims["family_name"]?.text
        name = claims["name"]?.text
        provesFactors = claims["amr"]?.elements?.contains { $0.text == "mfa" } ?? false
    }

    /// Google sometimes leaves out the scheme, as it documents.
    private static func isSame(_ claimed: String, _ issuer: String) -> Bool {
        claimed == issuer || claimed == issuer + "/" || "https://" + claimed == issuer
    }

    /// One audience, or several of which we are one and the authorized party.
    private static func isFor(_ clientID: String, _ claims: JSONValue) -> Bool {
        if let party = claims["azp"]?.text, party != clientID { return false }
        if let audience = claims["aud"]?.text { return audience == clientID }
        guard let audiences = claims["aud"]?.elements?.map(\.text), audiences.contains(clientID) else { return false }
        return audiences.count == 1 || claims["azp"]?.text == clientID
    }

    private static func json(_ part: Substring) -> JSONValue? {
        Base64URL.decode(String(part)).flatMap { try? JSONReader.parse($0) }
    }
}

extension JSONValue {
    /// A NumericDate (RFC 7519 section 2), which may have a fraction.
    fileprivate var seconds: Int64? {
        switch self {
        case .int(let seconds): seconds
        case .double(let seconds) where abs(seconds) < 1e15: Int64(seconds)
        default: nil
        }
    }
}
