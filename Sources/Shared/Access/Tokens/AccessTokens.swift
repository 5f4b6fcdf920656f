package import Contracts
import CoreHTTP
package import OpenSSL

/// Signs and verifies access tokens (RFC 9068).
package struct AccessTokens: Sendable {
    package enum Failure: Error, Sendable, Equatable {
        /// Not signed by us, or not an access token.
        case invalid
        case expired
    }

    /// How far another machine's clock may differ from ours.
    package static let clockSkewSeconds: Int64 = 30

    private let format: CompactJWT

    package init(key: HMACSHA256, previousKey: HMACSHA256? = nil) {
        format = CompactJWT(type: TokenNames.accessTokenType, key: key, previousKey: previousKey)
    }

    package func sign(_ claims: TokenClaims) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.field(TokenClaims.Field.issuer, claims.issuer)
        json.field(TokenClaims.Field.audience, claims.audience)
        json.field(TokenClaims.Field.subject, claims.userID)
        json.field(TokenClaims.Field.expiresAt, claims.expiresAt.seconds)
        json.field(TokenClaims.Field.issuedAt, claims.issuedAt.seconds)
        json.field(TokenClaims.Field.tokenID, claims.tokenID)
        json.field(TokenClaims.Field.sessionID, claims.sessionID)
        json.field(TokenClaims.Field.role, claims.role.rawValue)
        json.field(TokenClaims.Field.name, claims.name)
        if !claims.methods.isEmpty {
            json.key(TokenClaims.Field.methods)
            json.beginArray()
            for word in claims.methods.words { json.value(word) }
            json.endArray()
        }
        if let authenticatedAt = claims.authenticatedAt { json.field(TokenClaims.Field.authenticatedAt, authenticatedAt.seconds) }
        if claims.mustSetUpFactor { json.field(TokenClaims.Field.mustSetUpFactor, true) }
        if claims.awaitsApproval { json.field(TokenClaims.Field.awaitsApproval, true) }
        json.endObject()
        return format.sign(json.finish())
    }

    /// The claims of a token that we signed for the public and that has not expired at `now`.
    package func verify(_ token: [UInt8], now: Instant) throws(Failure) -> TokenClaims {
        guard let payload = format.payload(of: token), let claims = TokenClaims(payload), claims.issuer == TokenNames.issuer,
            claims.audience == TokenNames.publicAudience, claims.issuedAt <= now.adding(seconds: Self.clockSkewSeconds)
        else { throw .invalid }
        guard now < claims.expiresAt.adding(seconds: Self.clockSkewSeconds) else { throw .expired }
        return claims
    }
}

extension TokenClaims {
    fileprivate init?(_ json: JSONValue) {
        guard let issuer = json["iss"]?.text, let audience = json["aud"]?.text,
            let userID = json["sub"]?.text.flatMap(UserID.init), let expiresAt = json["exp"]?.integer,
            let issuedAt = json["iat"]?.integer, let tokenID = json["jti"]?.text.flatMap(TokenID.init),
            let sessionID = json["sid"]?.text.flatMap(SessionID.init), let role = json["role"]?.text.flatMap(Role.init(rawValue:)),
            let name = json["name"]?.text
        else { return nil }
        self.init(
            issuer: issuer, audience: audience, userID: userID, expiresAt: Instant(seconds: expiresAt),
            issuedAt: Instant(seconds: issuedAt), tokenID: tokenID, sessionID: sessionID, role: role, name: name,
            methods: AuthenticationMethods(words: json["amr"]?.elements?.compactMap(\.text) ?? []),
            authenticatedAt: json["auth_time"]?.integer.map { Instant(seconds: $0) }, mustSetUpFactor: json["setup"]?.flag ?? false,
            awaitsApproval: json["waiting"]?.flag ?? false)
    }
}
