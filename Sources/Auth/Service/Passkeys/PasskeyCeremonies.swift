import Access
import Basics
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import ServiceRuntime
import WebAuthn

/// A passkey as a browser shows it; all octets as base64url.
struct ShownPasskey: Sendable {
    let id: [UInt8]
    let assertion: RelyingParty.Assertion
    let userHandle: [UInt8]?

    /// Reads a member of a body: `{id, clientDataJSON, authenticatorData, signature, userHandle?}`.
    static let rule = FieldRule<JSONValue>.json.parsed(
        as: "a passkey's assertion: id, clientDataJSON, authenticatorData, signature"
    ) {
        ShownPasskey($0)
    }

    init?(_ json: JSONValue) {
        guard let id = json.octets("id"), let clientData = json.octets("clientDataJSON"),
            let authenticatorData = json.octets("authenticatorData"), let signature = json.octets("signature")
        else { return nil }
        self.id = id
        assertion = .init(clientData: clientData, authenticatorData: authenticatorData, signature: signature)
        userHandle = json.octets("userHandle")
    }
}

extension JSONValue {
    func octets(_ member: String) -> [UInt8]? { self[member]?.text.flatMap { Base64URL.decode($0) } }
}

/// Making and showing passkeys: the challenge, and the answer to it.
struct PasskeyCeremonies {
    private static let lifetimeSeconds: Int64 = 300

    let site: RelyingParty
    let store: PasskeyStore
    let events: SecurityEvents
    let clock: WallClock

    /// `user`: who makes a passkey; nil for showing one. Works for five minutes, once.
    func challenge(for user: UserID?) async throws -> [UInt8] {
        let challenge = RandomBytes.generate(RelyingParty.challengeLength)
        try await store.keep(challenge, of: user, until: clock.instant.adding(seconds: Self.lifetimeSeconds))
        return challenge
    }

    /// What a browser has made for `user`. Throws 422 `passkey_not_accepted`.
    func made(clientData: [UInt8], attestationObject: [UInt8], by user: UserID) async throws -> RelyingParty.NewCredential {
        try await made(clientData: clientData, attestationObject: attestationObject) { challenge in
            try await store.take(challenge, of: user, at: clock.instant)
        }
    }

    /// What a browser has made. `take` answers whether the challenge was given out for that, and takes it away. Throws 422
    /// `passkey_not_accepted`.
    func made(
        clientData: [UInt8], attestationObject: [UInt8], taking take: ([UInt8]) async throws -> Bool
    ) async throws -> RelyingParty.NewCredential {
        do {
            guard let challenge = RelyingParty.challenge(in: clientData) else { throw WebAuthnFailure.malformed }
            guard try await take(challenge) else { throw WebAuthnFailure.wrongChallenge }
            return try site.register(clientData: clientData, attestationObject: attestationObject, challenge: challenge)
        } catch let failure as WebAuthnFailure {
            throw Problem(.passkeyNotAccepted, "The passkey cannot be used here (\(failure.rawValue)); try again.")
        }
    }

    /// Whose passkey is shown, and what it proves. `user`: nil for whoever it belongs to. Throws 401 `passkey_refused`, the same
    /// for all reasons.
    func shown(
        _ shown: ShownPasskey, by user: UserID?, on device: Device
    ) async throws -> (user: UserID, methods: AuthenticationMethods) {
        let known = try await store.passkey(shown.id)
        do {
            let challenge = try await takenChallenge(shown.assertion.clientData)
            guard let known, user == nil || user == known.user, shown.userHandle.map({ $0 == Self.handle(of: known.user) }) ?? true
            else { throw WebAuthnFailure.wrongSignature }
            let use = try site.verify(shown.assertion, by: known.credential, challenge: challenge)
            guard try await store.use(shown.id, use, at: clock.instant) else { throw WebAuthnFailure.counterWentBack }
            return (known.user, .passkey(isBackupEligible: known.isBackupEligible))
        } catch let failure as WebAuthnFailure {
            let kind: SecurityEvent.Kind = failure == .counterWentBack ? .passkeyCounter : .factorFailed
            await events.record(
                kind, of: user ?? known?.user, from: device, detail: ["factor": "passkey", "reason": failure.rawValue])
            throw Problem(.passkeyRefused, "The passkey was not accepted; try again, or sign in another way.")
        }
    }

    /// What authenticators store of an account: its id's sixteen bytes, which say nothing about the person.
    static func handle(of user: UserID) -> [UInt8] {
        let bytes = user.uuid.bytes
        return (0..<16).map { bytes[$0] }
    }

    private func takenChallenge(_ clientData: [UInt8]) async throws -> [UInt8] {
        guard let challenge = RelyingParty.challenge(in: clientData) else { throw WebAuthnFailure.malformed }
        guard try await store.take(challenge, of: nil, at: clock.instant) else { throw WebAuthnFailure.wrongChallenge }
        return challenge
    }
}

extension AuthenticationMethods {
    /// What a passkey proves. One that may be copied to other devices is kept in software.
    static func passkey(isBackupEligible: Bool) -> Self {
        [isBackupEligible ? .softwareKey : .hardwareKey, .userVerified, .multiple]
    }
}

extension RelyingParty.NewCredential {
    /// Making it proves the same as showing it.
    var methods: AuthenticationMethods { .passkey(isBackupEligible: isBackupEligible) }
}
