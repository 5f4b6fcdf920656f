import Access
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// Registering and signing in.
struct SignInRoutes {
    let register: RegisterUser
    let logIn: LogIn
    let end: EndSessions
    let authenticator: Authenticator
    let signInResponse: SignInResponse
    let metrics: SignInMetrics

    func register(on router: Router) {
        // 201 · 400 invalid_json · 403 admin_registration, staff_registration · 409 email_taken · 415 · 422
        router.on(.post, "/api/auth/register") { request in
            let signIn = try await register(request.json(), on: Device(request))
            try await end.leave(request, authenticator, for: signIn)
            metrics.registrations.add()
            var response = signInResponse.make(signIn, status: .created)
            signInResponse.remember(signIn, &response.fields)
            return response
        }
        // 200, also when a second factor must still be shown · 400 invalid_json · 401 invalid_credentials · 415 · 422
        router.on(.post, "/api/auth/login") { request in
            do {
                switch try await logIn(request.json(), on: Device(request)) {
                case .pending(let pending): return signInResponse.make(pending)
                case .signedIn(let signIn):
                    try await end.leave(request, authenticator, for: signIn)
                    metrics.logins.add()
                    var response = signInResponse.make(signIn, status: .ok)
                    signInResponse.remember(signIn, &response.fields)
                    return response
                }
            } catch let problem as Problem where problem.status == .unauthorized {
                metrics.refusedLogins.add()
                throw problem
            }
        }
    }
}
