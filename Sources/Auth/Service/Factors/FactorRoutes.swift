import Access
import Audit
import AuthDomain
import Basics
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// One's own second factors: seen, added, removed. A change needs a recent sign-in (401 `reauthentication_required`), and is
/// answered like a sign-in, since it opens a new session; `recoveryCodes` are in the answer when they are new.
struct FactorRoutes {
    let change: ChangeFactors
    let users: UserStore
    let passkeys: PasskeyCeremonies
    let site: (id: String, name: String)
    let authenticator: Authenticator
    let log: AuditLog
    let signInResponse: SignInResponse

    func register(on router: Router) {
        // 200
        router.on(.get, "/api/auth/factors") { request in
            let principal = try authenticator.principal(of: request, settingUpFactor: true)
            let (appSince, codes) = try await change.store.overview(of: principal.userID)
            let passkeys = try await passkeys.store.passkeys(of: principal.userID)
            let isRequired = change.sessions.requiresFactor(of: principal.role)
            try await log.disclosedOwn(.factors, to: principal, request)
            return .json { json in
                json.beginObject()
                json.field("required", isRequired)
                json.field("totpSince", appSince)
                json.field("recoveryCodes", codes)
                json.key("passkeys")
                json.beginArray()
                for passkey in passkeys { json.value(passkey) }
                json.endArray()
                json.endObject()
            }
        }
        registerApp(on: router)
        registerPasskeys(on: router)
        // 200 · 404
        router.on(.post, "/api/auth/factors/recovery-codes") { request in
            let principal = try authenticator.recentPrincipal(of: request)
            let device = Device(request)
            guard
                let codes = try await change.store.replaceCodes(
                    of: principal.userID, at: change.clock.instant, telling: change.events,
                    entry: change.events.entry(by: principal, on: device))
            else { throw Problem(.notFound, "Recovery codes stand in for a second factor: add one first.") }
            await change.events.record(
                .recoveryCodesMade, of: principal.userID, session: principal.sessionID, from: device)
            return .json { json in
                json.beginObject()
                json.recoveryCodes(codes)
                json.endObject()
            }
        }
    }

    private func registerApp(on router: Router) {
        // 201 · 409 factor_exists
        router.on(.post, "/api/auth/factors/totp") { request in
            let principal = try authenticator.recentPrincipal(of: request, settingUpFactor: true)
            guard let user = try await users.user(principal.userID), user.active else { throw Authenticator.sessionRevoked }
            guard let secret = try await change.app.prepare(for: user.id) else { throw ChangeFactors.exists }
            let uri = TOTP.uri(secret, issuer: site.name.percentEncoded, account: user.email.percentEncoded)
            return .json(.created) { json in
                json.beginObject()
                json.field("secret", TOTP.text(of: secret))
                json.field("uri", uri)
                json.field("qr", QRCode(uri)?.svg)
                json.endObject()
            }
        }
        // 200 · 400 invalid_json · 401 second_factor_refused · 409 factor_exists · 415 · 422
        router.on(.post, "/api/auth/factors/totp/confirm") { request in
            let principal = try authenticator.recentPrincipal(of: request, settingUpFactor: true)
            var decoder = ObjectDecoder(try request.json())
            let code = decoder.required("code", .string(1...100))
            decoder.rejectUnknown()
            return answer(try await change.confirmApp(try decoder.finish()[code], by: principal, on: Device(request)))
        }
        // 200 · 404 · 409 factor_required
        router.on(.delete, "/api/auth/factors/totp") { request in
            let principal = try authenticator.recentPrincipal(of: request)
            return answer(try await change.removeApp(by: principal, on: Device(request)))
        }
    }

    private func registerPasskeys(on router: Router) {
        // 200
        router.on(.post, "/api/auth/factors/passkeys/options") { request in
            let principal = try authenticator.recentPrincipal(of: request, settingUpFactor: true)
            guard let user = try await users.user(principal.userID), user.active else { throw Authenticator.sessionRevoked }
            let there = try await passkeys.store.passkeys(of: user.id)
            let challenge = try await passkeys.challenge(for: user.id)
            return .json { $0.creationOptions(challenge, site, user, excluding: there.map(\.id)) }
        }
        // 201 · 400 invalid_json · 409 passkey_exists · 415 · 422, passkey_not_accepted
        router.on(.post, "/api/auth/factors/passkeys") { request in
            let principal = try authenticator.recentPrincipal(of: request, settingUpFactor: true)
            var decoder = ObjectDecoder(try request.json())
            let name = decoder.required("name", .trimmed(1...100))
            let octets = FieldRule<JSONValue>.json.parsed(as: "base64url") { $0.text.flatMap { Base64URL.decode($0) } }
            let clientData = decoder.required("clientDataJSON", octets)
            let attestation = decoder.required("attestationObject", octets)
            decoder.rejectUnknown()
            let fields = try decoder.finish()
            return answer(
                try await change.addPasskey(
                    fields[name], clientData: fields[clientData], attestationObject: fields[attestation], by: principal,
                    on: Device(request)), status: .created)
        }
        // 200 · 404 · 409 factor_required
        router.on(.delete, "/api/auth/factors/passkeys/:id") { request in
            let principal = try authenticator.recentPrincipal(of: request)
            let id = Base64URL.decode(request.parameter("id"))
            return answer(try await change.removePasskey(id, by: principal, on: Device(request)))
        }
    }

    private func answer(_ change: FactorStore.Change, status: HTTPStatus = .ok) -> Response {
        signInResponse.make(change.signIn, status: status) { $0.recoveryCodes(change.codes) }
    }
}

extension JSONWriter {
    /// `recoveryCodes`, as they are typed.
    mutating func recoveryCodes(_ codes: [RecoveryCode]) {
        key("recoveryCodes")
        beginArray()
        for code in codes { value(code.text) }
        endArray()
    }
}
