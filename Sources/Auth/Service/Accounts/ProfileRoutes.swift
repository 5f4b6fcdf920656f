import Access
import Audit
import AuthDomain
import CoreHTTP
import Hosting
import HTTPWire

/// One's own account.
struct ProfileRoutes {
    let showProfile: ShowProfile
    let changeProfile: ChangeProfile
    let changePassword: ChangePassword
    let authenticator: Authenticator
    let log: AuditLog
    let signInResponse: SignInResponse

    func register(on router: Router) {
        // 200
        router.on(.get, "/api/auth/profile") { request in
            let principal = try authenticator.principal(of: request, settingUpFactor: true)
            let user = try await showProfile(principal)
            try await log.disclosedOwn(.readProfile, to: principal, request)
            return .json { $0.value(user) }
        }
        // 200 · 400 invalid_json · 415 · 422
        router.on(.patch, "/api/auth/profile") { request in
            let principal = try authenticator.principal(of: request)
            let user = try await changeProfile(request.json(), by: principal, on: Device(request))
            return .json { $0.value(user) }
        }
        // 204 with the new tokens' cookies · 400 invalid_json · 401 invalid_credentials · 415 · 422
        router.on(.post, "/api/auth/password") { request in
            let principal = try authenticator.principal(of: request)
            var response = Response(.noContent)
            if let renewed = try await changePassword(request.json(), by: principal, on: Device(request)) {
                signInResponse.setCookies(renewed, &response.fields)
            } else {
                signInResponse.clearCookies(&response.fields)
            }
            return response
        }
    }
}
