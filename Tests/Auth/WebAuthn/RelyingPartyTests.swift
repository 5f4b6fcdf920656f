import Testing
import WebAuthn

@Suite("Ceremonies of other authenticators are judged as the specification wants") struct RelyingPartyTests {
    private let site = RelyingParty(id: Vectors.all.rp, origins: [Vectors.all.origin])

    @Test(arguments: Vectors.all.registrations)
    func registration(_ vector: Vectors.Registration) {
        let failure = Self.failure {
            let made = try site.register(
                clientData: vector.clientData.bytes, attestationObject: vector.attestationObject.bytes,
                challenge: vector.challenge.bytes)
            #expect((1...1_023).contains(made.id.count) && CredentialKey.algorithms.contains(made.algorithm))
        }
        #expect(failure?.rawValue == vector.failure)
    }

    @Test(arguments: Vectors.all.assertions)
    func assertion(_ vector: Vectors.Assertion) {
        let assertion = RelyingParty.Assertion(
            clientData: vector.clientData.bytes, authenticatorData: vector.authenticatorData.bytes,
            signature: vector.signature.bytes)
        let credential = RelyingParty.StoredCredential(key: vector.key.bytes, signCount: vector.signCount)
        let failure = Self.failure { _ = try site.verify(assertion, by: credential, challenge: vector.challenge.bytes) }
        #expect(failure?.rawValue == vector.failure)
    }

    @Test("every kind of failure is among the vectors")
    func coverage() {
        let found = Set((Vectors.all.registrations.map(\.failure) + Vectors.all.assertions.map(\.failure)).compactMap(\.self))
        #expect(found == Set(WebAuthnFailure.allCases.map(\.rawValue)))
    }

    @Test("what is told of a passkey: its counter, whether it is synced", arguments: [("synced", true, 0), ("rs256", false, 7)])
    func told(name: String, isSynced: Bool, count: UInt32) throws {
        let vector = try #require(Vectors.all.registrations.first { $0.name == name })
        let made = try site.register(
            clientData: vector.clientData.bytes, attestationObject: vector.attestationObject.bytes,
            challenge: vector.challenge.bytes)
        #expect(made.isBackedUp == isSynced && made.isBackupEligible == isSynced && made.signCount == count)
    }

    @Test("no changed or missing octet of an assertion is accepted")
    func changed() throws {
        let vector = try #require(Vectors.all.assertions.first { $0.name == "es256" })
        let credential = RelyingParty.StoredCredential(key: vector.key.bytes, signCount: 0)
        let parts = [vector.clientData.bytes, vector.authenticatorData.bytes, vector.signature.bytes]
        for (index, part) in parts.enumerated() {
            for place in part.indices {
                for change: UInt8 in [1, 0x80] {
                    var parts = parts
                    parts[index][place] ^= change
                    let assertion = RelyingParty.Assertion(
                        clientData: parts[0], authenticatorData: parts[1], signature: parts[2])
                    let failure = Self.failure { _ = try site.verify(assertion, by: credential, challenge: vector.challenge.bytes) }
                    #expect(failure != nil, "part \(index), octet \(place)")
                }
            }
        }
    }

    private static func failure(_ body: () throws -> Void) -> WebAuthnFailure? {
        do { try body() } catch { return error as? WebAuthnFailure }
        return nil
    }
}
