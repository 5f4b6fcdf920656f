import Basics
import CoreHTTP
import OpenSSL

/// The compact serialization of a JWT signed with HS256 (RFC 7515 section 3.1, RFC 7518 section 3.2):
/// `base64url(header).base64url(payload).base64url(hmac)`. Exactly one header is made and accepted, byte by byte: the token
/// cannot choose the algorithm.
struct CompactJWT: Sendable {
    private let header: [UInt8]
    private let key: HMACSHA256
    private let previousKey: HMACSHA256?

    /// `previousKey` verifies what was signed before the secret was changed.
    init(type: String, key: HMACSHA256, previousKey: HMACSHA256? = nil) {
        header = Array(Base64URL.encode(Array(#"{"alg":"HS256","typ":"\#(type)"}"#.utf8)).utf8) + [UInt8(ascii: ".")]
        self.key = key
        self.previousKey = previousKey
    }

    func sign(_ payload: [UInt8]) -> String {
        var token = header + Array(Base64URL.encode(payload).utf8)
        let tag = key.sign(token)
        token.append(UInt8(ascii: "."))
        token += Array(Base64URL.encode(tag).utf8)
        return String(decoding: token, as: UTF8.self)
    }

    /// The payload of a token that this key signed; nil for anything else.
    func payload(of token: [UInt8]) -> JSONValue? {
        guard token.count > header.count, token.starts(with: header), let dot = token.lastIndex(of: UInt8(ascii: ".")),
            dot >= header.count
        else { return nil }
        let bytes = token.span
        guard let tag = Base64URL.decode(bytes.extracting((dot + 1)...)), isSigned(bytes.extracting(..<dot), tag.span),
            let payload = Base64URL.decode(bytes.extracting(header.count..<dot))
        else { return nil }
        return try? JSONReader.parse(payload)
    }

    private func isSigned(_ signed: Span<UInt8>, _ tag: Span<UInt8>) -> Bool {
        key.isValid(tag, for: signed) || previousKey?.isValid(tag, for: signed) == true
    }
}
