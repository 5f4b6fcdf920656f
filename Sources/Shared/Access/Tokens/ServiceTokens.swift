package import Contracts
import CoreHTTP
package import OpenSSL

/// Signs and verifies the tokens one daemon shows another under `/internal`. Their secret, audience and type are their own: an
/// access token is never one of them, nor the other way round.
package struct ServiceTokens: Sendable {
    private let format: CompactJWT

    package init(key: HMACSHA256) {
        format = CompactJWT(type: TokenNames.serviceTokenType, key: key)
    }

    package func sign(_ claims: ServiceClaims) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.field("iss", TokenNames.issuer)
        json.field("aud", TokenNames.internalAudience)
        json.field("sub", claims.caller.rawValue)
        json.field("exp", claims.expiresAt.seconds)
        json.field("iat", claims.issuedAt.seconds)
        json.field("jti", claims.tokenID)
        json.endObject()
        return format.sign(json.finish())
    }

    /// The calling service; nil for a token that is not one of ours or has expired at `now`.
    package func caller(_ token: [UInt8], now: Instant) -> ServiceName? {
        guard let payload = format.payload(of: token), payload["aud"]?.text == TokenNames.internalAudience,
            payload["iss"]?.text == TokenNames.issuer, let expiresAt = payload["exp"]?.integer,
            now < Instant(seconds: expiresAt).adding(seconds: AccessTokens.clockSkewSeconds)
        else { return nil }
        return payload["sub"]?.text.flatMap(ServiceName.init(rawValue:))
    }
}
