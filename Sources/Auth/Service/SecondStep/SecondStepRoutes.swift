import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime
import WebAuthn

/// Signing in with more than a password.
struct SecondStepRoutes {
    let complete: CompleteSignIn
    let end: EndSessions
    let authenticator: Authenticator
    let signInResponse: SignInResponse

    private var passkeys: PasskeyCeremonies { complete.check.passkeys }

    func register(on router: Router) {
        // 200 · 400 invalid_json · 401 sign_in_expired, second_factor_refused, passkey_refused · 415 · 422
        router.on(.post, "/api/auth/login/second-factor") { request in
            let signIn = try await complete(
                request.json(), cookie: request.cookie(signInResponse.names.signInStep), on: Device(request))
            return try await answer(signIn, to: request)
        }
        // 200 · 400 invalid_json · 401 passkey_refused, sign_in_expired · 415 · 422
        router.on(.post, "/api/auth/login/passkey") { request in
            try await answer(try await complete.withPasskey(request.json(), on: Device(request)), to: request)
        }
        // 200 · 400 invalid_json · 415 · 422; a second step sends its token, a passkey alone or somebody who is signed in sends
        // none
        router.on(.post, "/api/auth/login/passkey/options") { request in
            var ids: [[UInt8]] = []
            if !request.body.isEmpty {
                var decoder = ObjectDecoder(try request.json())
                let token = decoder.optional("mfaToken", .string(1...100))
                decoder.rejectUnknown()
                if let token = try decoder.finish()[token], let cookie = request.cookie(signInResponse.names.signInStep),
                    let (user, _) = try await complete.pending.find(token, cookie)
                {
                    ids = try await passkeys.store.passkeys(of: user).map(\.id)
                }
            }
            let challenge = try await passkeys.challenge(for: nil)
            return .json { [ids] json in json.requestOptions(challenge, passkeys.site.id, allowing: ids) }
        }
    }

    private func answer(_ signIn: SignIn, to request: Request) async throws -> Response {
        try await end.leave(request, authenticator, for: signIn)
        var response = signInResponse.make(signIn, status: .ok)
        signInResponse.setStep("", &response.fields)
        signInResponse.remember(signIn, &response.fields)
        return response
    }
}
