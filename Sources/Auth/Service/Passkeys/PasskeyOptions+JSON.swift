import AuthDomain
import Basics
import CoreHTTP
import WebAuthn

/// What a browser is asked for, in the form of WebAuthn level 3 section 5.1: octets as base64url.
extension JSONWriter {
    private static var milliseconds: Int { 300_000 }

    /// `PublicKeyCredentialCreationOptionsJSON`: a passkey that can be found without a user name, and asks for a finger, a face or
    /// a PIN.
    mutating func creationOptions(_ challenge: [UInt8], _ site: (id: String, name: String), _ user: User, excluding ids: [[UInt8]])
    {
        beginObject()
        field("challenge", Base64URL.encode(challenge))
        key("rp")
        beginObject()
        field("id", site.id)
        field("name", site.name)
        endObject()
        key("user")
        beginObject()
        field("id", Base64URL.encode(PasskeyCeremonies.handle(of: user.id)))
        field("name", user.email)
        field("displayName", user.name)
        endObject()
        key("pubKeyCredParams")
        beginArray()
        for algorithm in CredentialKey.algorithms {
            beginObject()
            field("type", "public-key")
            field("alg", algorithm)
            endObject()
        }
        endArray()
        credentials("excludeCredentials", ids)
        key("authenticatorSelection")
        beginObject()
        field("residentKey", "required")
        field("requireResidentKey", true)
        field("userVerification", "required")
        endObject()
        field("attestation", "none")
        field("timeout", Self.milliseconds)
        endObject()
    }

    /// `PublicKeyCredentialRequestOptionsJSON`. `ids`: empty for any passkey of the site.
    mutating func requestOptions(_ challenge: [UInt8], _ siteID: String, allowing ids: [[UInt8]]) {
        beginObject()
        field("challenge", Base64URL.encode(challenge))
        field("rpId", siteID)
        credentials("allowCredentials", ids)
        field("userVerification", "required")
        field("timeout", Self.milliseconds)
        endObject()
    }

    private mutating func credentials(_ name: StaticString, _ ids: [[UInt8]]) {
        key(name)
        beginArray()
        for id in ids {
            beginObject()
            field("type", "public-key")
            field("id", Base64URL.encode(id))
            endObject()
        }
        endArray()
    }
}
