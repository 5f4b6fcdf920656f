import Basics
import CoreHTTP

/// What the browser says it asked the authenticator for (WebAuthn level 2 section 5.8.1): `clientDataJSON`.
struct ClientData {
    enum Kind: String {
        case create = "webauthn.create"
        case get = "webauthn.get"
    }

    private let json: JSONValue

    init(_ octets: [UInt8]) throws(WebAuthnFailure) {
        guard octets.count <= 4_096, let json = try? JSONReader.parse(octets), case .object = json else { throw .malformed }
        self.json = json
    }

    var challenge: [UInt8]? { json["challenge"]?.text.flatMap { Base64URL.decode($0) } }

    /// Steps 7 to 10 of section 7.1, 11 to 14 of section 7.2.
    func check(_ kind: Kind, _ challenge: [UInt8], _ origins: [String]) throws(WebAuthnFailure) {
        guard json["type"]?.text == kind.rawValue else { throw .wrongType }
        guard json["challenge"]?.text == Base64URL.encode(challenge) else { throw .wrongChallenge }
        guard let origin = json["origin"]?.text, origins.contains(origin) else { throw .wrongOrigin }
        switch json["crossOrigin"] {
        case nil, .null, .bool(false): break
        default: throw .crossOrigin
        }
    }
}
