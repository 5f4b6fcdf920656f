import OpenSSL

/// The site that passkeys are made for and signed in to (WebAuthn level 2). Both ceremonies ask for user verification: a passkey is
/// two factors, the device and what unlocks it. No attestation is asked for, and none is trusted: who made the device says nothing
/// about its owner.
package struct RelyingParty: Sendable {
    package static let challengeLength = 32

    /// A domain: `clinic.example`.
    package let id: String
    /// Where our pages come from, as browsers write it.
    private let origins: [String]
    private let idHash: [UInt8]

    package init(id: String, origins: [String]) {
        self.id = id
        self.origins = origins
        idHash = SHA256.hash(Array(id.utf8))
    }

    /// A passkey that has been made.
    package struct NewCredential: Sendable {
        package let id: [UInt8]
        /// The public key as COSE.
        package let key: [UInt8]
        package let algorithm: Int64
        package let signCount: UInt32
        package let isBackupEligible: Bool
        package let isBackedUp: Bool
    }

    /// What is stored of a passkey to check what it signs.
    package struct StoredCredential: Sendable {
        package let key: [UInt8]
        package let signCount: UInt32

        package init(key: [UInt8], signCount: UInt32) {
            self.key = key
            self.signCount = signCount
        }
    }

    /// What an authenticator answers when somebody signs in.
    package struct Assertion: Sendable {
        package let clientData: [UInt8]
        package let authenticatorData: [UInt8]
        package let signature: [UInt8]

        package init(clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8]) {
            self.clientData = clientData
            self.authenticatorData = authenticatorData
            self.signature = signature
        }
    }

    /// What is to be stored after an assertion.
    package struct Use: Sendable, Equatable {
        package let signCount: UInt32
        package let isBackupEligible: Bool
        package let isBackedUp: Bool
    }

    /// The challenge that the client says it answers, so that the caller can look it up; nil if the client data cannot be read.
    package static func challenge(in clientData: [UInt8]) -> [UInt8]? { (try? ClientData(clientData))?.challenge }

    /// Section 7.1. The store must check that the credential's id is free.
    package func register(
        clientData: [UInt8], attestationObject: [UInt8], challenge: [UInt8]
    ) throws(WebAuthnFailure) -> NewCredential {
        try ClientData(clientData).check(.create, challenge, origins)
        guard let attestation = try CBORReader.parse(attestationObject).map, let format = attestation["fmt"]?.text,
            let statement = attestation["attStmt"]?.map, let octets = attestation["authData"]?.bytes,
            format != "none" || statement.members.isEmpty
        else { throw .malformed }
        let data = try checked(octets)
        guard let attested = data.attested else { throw .malformed }
        return NewCredential(
            id: attested.credentialID, key: attested.key, algorithm: try CredentialKey(cose: attested.key).algorithm,
            signCount: data.signCount, isBackupEligible: data.isBackupEligible, isBackedUp: data.isBackedUp)
    }

    /// Section 7.2.
    package func verify(
        _ assertion: Assertion, by credential: StoredCredential, challenge: [UInt8]
    ) throws(WebAuthnFailure) -> Use {
        try ClientData(assertion.clientData).check(.get, challenge, origins)
        let data = try checked(assertion.authenticatorData)
        let signed = assertion.authenticatorData + SHA256.hash(assertion.clientData)
        guard try CredentialKey(cose: credential.key).isValid(assertion.signature, for: signed) else { throw .wrongSignature }
        // Many authenticators do not count: both are 0 then.
        guard data.signCount > credential.signCount || (data.signCount == 0 && credential.signCount == 0) else {
            throw .counterWentBack
        }
        return Use(signCount: data.signCount, isBackupEligible: data.isBackupEligible, isBackedUp: data.isBackedUp)
    }

    private func checked(_ octets: [UInt8]) throws(WebAuthnFailure) -> AuthenticatorData {
        let data = try AuthenticatorData(octets)
        guard data.relyingPartyHash == idHash else { throw .wrongRelyingParty }
        guard data.isUserPresent else { throw .userNotPresent }
        guard data.isUserVerified else { throw .userNotVerified }
        return data
    }
}
