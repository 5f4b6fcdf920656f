import WebAuthn

/// The octets as CBOR, as a registration and as an assertion: what is read ends where it says, and nothing that nobody made is accepted.
func checkWebAuthn(_ bytes: [UInt8]) {
    var reader = CBORReader(bytes)
    if (try? reader.next()) != nil { require((1...bytes.count).contains(reader.position), "\(reader.position) of \(bytes.count)") }
    let site = RelyingParty(id: "localhost", origins: ["http://localhost:3010"])
    let challenge = [UInt8](repeating: 7, count: RelyingParty.challengeLength)
    let clientData = Array(
        #"{"type":"webauthn.create","challenge":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","origin":"http://localhost:3010"}"#
            .utf8)
    if let made = try? site.register(clientData: clientData, attestationObject: bytes, challenge: challenge) {
        require((1...1_023).contains(made.id.count), "an id of \(made.id.count)")
        require((try? CredentialKey(cose: made.key)) != nil, "a key that is not read again")
    }
    _ = try? site.register(clientData: bytes, attestationObject: bytes, challenge: challenge)
    _ = try? CredentialKey(cose: bytes)
    let assertion = RelyingParty.Assertion(clientData: bytes, authenticatorData: bytes, signature: bytes)
    let accepted = try? site.verify(assertion, by: .init(key: bytes, signCount: 0), challenge: challenge)
    require(accepted == nil, "an assertion that nobody signed")
}
