import Basics
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime
import Synchronization

/// The provider as we know it: its metadata and its keys, fetched when needed and kept for a while. One a process, shared by its
/// loops.
final class OpenIDProvider: Sendable {
    private struct Metadata: Sendable {
        let authorizationEndpoint: String
        let tokenEndpoint: String
        let keysURL: String
    }

    private struct Known {
        var metadata: (value: Metadata, until: Instant)?
        var keys: [(id: String?, key: RSAPublicKey)] = []
        var keysUntil: Instant?
        /// Keys are not fetched again before this, even for a token with an unknown key.
        var keysNotBefore: Instant?
    }

    private static let hour: Int64 = 3_600
    private static let pauseSeconds: Int64 = 10

    let settings: OpenIDSettings
    private let fetch = WebFetch()
    private let clock: WallClock
    private let known = Mutex(Known())

    init(_ settings: OpenIDSettings, clock: WallClock) {
        self.settings = settings
        self.clock = clock
    }

    /// Where the browser is sent (OpenID Connect Core 1.0 section 3.1.2.1).
    func authorizationURL(_ attempt: SignInAttempt) async throws(OpenIDFailure) -> String {
        let endpoint = try await metadata().authorizationEndpoint
        let query = URLText.form([
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", settings.redirectURL),
            ("scope", "openid email profile"), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ])
        return endpoint + (endpoint.contains("?") ? "&" : "?") + query
    }

    /// Exchanges the code and checks the token that it is exchanged for.
    func redeem(_ code: String, _ attempt: SignInAttempt) async throws(OpenIDFailure) -> IDToken {
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", settings.redirectURL),
            ("client_id", settings.clientID), ("code_verifier", attempt.verifier),
        ]
        if let secret = settings.clientSecret { form.append(("client_secret", String(decoding: secret.bytes, as: UTF8.self))) }
        let answer = try await fetch(try await metadata().tokenEndpoint, form: form)
        if answer.status >= 500 { throw .unavailable }
        guard answer.status == 200 else { throw .codeRefused }
        guard let token = answer.json["id_token"]?.text else { throw .invalidToken }
        let key = try await key(try IDToken.keyID(of: token))
        return try IDToken(
            token, signedBy: key, issuer: settings.issuer, clientID: settings.clientID, nonce: attempt.nonce, now: clock.instant)
    }

    // MARK: What is fetched

    private func metadata() async throws(OpenIDFailure) -> Metadata {
        if let (metadata, until) = known.withLock({ $0.metadata }), clock.instant < until { return metadata }
        let answer = try await fetch(settings.issuer + "/.well-known/openid-configuration")
        // RFC 8414 section 3.3: metadata that name another issuer are not to be used.
        guard answer.status == 200, let issuer = answer.json["issuer"]?.text,
            issuer == settings.issuer || issuer == settings.issuer + "/",
            let authorization = answer.json["authorization_endpoint"]?.text, let token = answer.json["token_endpoint"]?.text,
            let keys = answer.json["jwks_uri"]?.text
        else { throw .unavailable }
        let metadata = Metadata(authorizationEndpoint: authorization, tokenEndpoint: token, keysURL: keys)
        known.withLock { $0.metadata = (metadata, clock.instant.adding(seconds: Self.hour)) }
        return metadata
    }

    /// The key of that name. Fetches the keys again when it is not known: the provider may have changed them.
    private func key(_ id: String?) async throws(OpenIDFailure) -> RSAPublicKey {
        let now = clock.instant
        let (found, mayFetch) = known.withLock { known -> (RSAPublicKey?, Bool) in
            let isFresh = known.keysUntil.map { now < $0 } ?? false
            return (isFresh ? Self.pick(id, known.keys) : nil, known.keysNotBefore.map { $0 <= now } ?? true)
        }
        if let found { return found }
        guard mayFetch else { throw .invalidToken }
        let answer = try await fetch(try await metadata().keysURL)
        guard answer.status == 200, let listed = answer.json["keys"]?.elements else { throw .unavailable }
        let keys = listed.compactMap(Self.read)
        known.withLock { known in
            known.keys = keys
            known.keysUntil = now.adding(seconds: Int64(min(max(answer.maxAge ?? 300, 60), Int(Self.hour) * 24)))
            known.keysNotBefore = now.adding(seconds: Self.pauseSeconds)
        }
        guard let key = Self.pick(id, keys) else { throw .invalidToken }
        return key
    }

    /// A token that names no key is checked with the only key, if there is just one.
    private static func pick(_ id: String?, _ keys: [(id: String?, key: RSAPublicKey)]) -> RSAPublicKey? {
        guard let id else { return keys.count == 1 ? keys[0].key : nil }
        return keys.first { $0.id == id }?.key
    }

    /// Nil for keys of other kinds and uses (RFC 7517 section 5 lets them be ignored).
    private static func read(_ jwk: JSONValue) -> (id: String?, key: RSAPublicKey)? {
        guard jwk["kty"]?.text == "RSA", jwk["use"]?.text ?? "sig" == "sig", jwk["alg"]?.text ?? "RS256" == "RS256",
            let modulus = jwk["n"]?.text.flatMap({ Base64URL.decode($0) }),
            let exponent = jwk["e"]?.text.flatMap({ Base64URL.decode($0) }),
            let key = try? RSAPublicKey.make(modulus: modulus, exponent: exponent)
        else { return nil }
        return (jwk["kid"]?.text, key)
    }
}
