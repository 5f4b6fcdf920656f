import Access
import AuthDomain
import CoreHTTP
import Hosting
import HTTPWire

/// Whether an account's address is its owner's, and changes of it.
struct AddressesFeature: Feature {
    private let change: ChangeAddress
    private let authenticator: Authenticator
    private let signInResponse: SignInResponse
    private let limits: AuthLimits

    init(
        _ loop: LoopContext, limits: AuthLimits, letters: Letters, users: UserStore, passwords: any PasswordHasher,
        signInResponse: SignInResponse, announcer: Announcer, events: SecurityEvents
    ) {
        self.limits = limits
        self.signInResponse = signInResponse
        authenticator = loop.authenticator
        change = ChangeAddress(
            store: AddressStore(pool: loop.pool, letters: letters), letters: letters, users: users, passwords: passwords,
            announcer: announcer, events: events, clock: loop.clock)
    }

    func register(on router: Router) {
        // 200: whether mail is sent at all
        router.on(.get, "/api/auth/email-verification") { request in
            _ = try authenticator.principal(of: request, settingUpFactor: true)
            return .json { json in
                json.beginObject()
                json.field("mail", change.letters.areSent)
                json.endObject()
            }
        }
        // 202 · 409 mail_off
        router.on(.post, "/api/auth/email-verification") { request in
            try await change.askToVerify(by: authenticator.principal(of: request, settingUpFactor: true))
            return Response(.accepted)
        }
        // 200 · 400 invalid_json · 410 link_refused · 415 · 422
        router.on(.post, "/api/auth/email-verification/confirm") { request in
            let principal = try authenticator.principal(of: request, settingUpFactor: true)
            let user = try await change.verify(request.json(), by: principal, on: Device(request))
            return .json { $0.value(user) }
        }
        // 202 · 400 invalid_json · 401 reauthentication_required · 409 mail_off · 415 · 422
        router.on(.post, "/api/auth/email") { request in
            try await change.ask(request.json(), by: authenticator.recentPrincipal(of: request))
            return Response(.accepted)
        }
        // 200 · 400 invalid_json · 409 email_taken · 410 link_refused · 415 · 422
        router.on(.post, "/api/auth/email/confirm") { request in
            let principal = try authenticator.principal(of: request)
            let user = try await change.change(request.json(), by: principal, on: Device(request))
            return .json { $0.value(user) }
        }
        // 204 with the cookie of a recovery · 400 invalid_json · 409 email_taken · 410 link_refused · 415 · 422
        router.on(.post, "/api/auth/email/undo") { request in
            let cookie = try await change.changeBack(request.json(), on: Device(request))
            var response = Response(.noContent)
            signInResponse.clearCookies(&response.fields)
            signInResponse.setRecovery(cookie, &response.fields)
            return response
        }
    }

    var charges: RateLimitCharging? {
        { [authenticator] request in
            guard request.route.method == "POST" else { return nil }
            switch request.route.template {
            case "/api/auth/email-verification", "/api/auth/email":
                return limits.mail(by: (try? authenticator.principal(of: request, settingUpFactor: true))?.userID)
            case "/api/auth/email-verification/confirm", "/api/auth/email/confirm", "/api/auth/email/undo":
                return limits.link(request)
            default: return nil
            }
        }
    }
}
