import Access
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// The service's routes and every status they answer; what all of them share: 503 `store_unavailable`, `overloaded` with Retry-After,
/// unsafe ones 403 `cross_site_request`; where one must be signed in 401 `unauthenticated`, `token_expired`, `session_revoked`.
struct AuthRoutes {
    let register: RegisterUser
    let logIn: LogIn
    let accounts: AccountRoutes
    let sessions: SessionRoutes
    let admin: AdminRoutes
    let provider: ProviderRoutes
    let showUser: ShowUser
    let users: any UserStore
    let serviceTokens: ServiceTokens
    let signInResponse: SignInResponse
    let metrics: AuthMetrics
    let clock: WallClock

    /// Doctors told to a service at once; by last name, more are left out.
    static let doctorsLimit = 500

    func register(on router: Router) {
        accounts.register(on: router)
        sessions.register(on: router)
        admin.register(on: router)
        provider.register(on: router)
        // 201 · 400 invalid_json · 403 admin_registration · 409 email_taken · 415 · 422
        router.on(.post, "/api/auth/register") { request in
            let signIn = try await register(request.json(), on: Device(request))
            metrics.registrations.add()
            return signInResponse.make(signIn, status: .created)
        }
        // 200 · 400 invalid_json · 401 invalid_credentials · 415 · 422
        router.on(.post, "/api/auth/login") { request in
            do {
                let signIn = try await logIn(request.json(), on: Device(request))
                metrics.logins.add()
                return signInResponse.make(signIn, status: .ok)
            } catch let problem as Problem where problem.status == .unauthorized {
                metrics.refusedLogins.add()
                throw problem
            }
        }
        // For services. 200 · 401 without a service token · 404
        router.on(.get, "/internal/users/:id") { request in
            _ = try serviceTokens.requireService(request, now: clock.instant)
            let user = try await showUser(request.parameter("id"))
            return .json { $0.valueForService(user) }
        }
        // For services: who can be booked in a specialization, as the directory finds it. 200 · 400 invalid_parameter · 401
        router.on(.get, "/internal/doctors") { request in
            _ = try serviceTokens.requireService(request, now: clock.instant)
            let query = try ListQuery(request, known: ["specialization"])
            let filter = DoctorFilter(specialization: try query.specialization())
            let doctors = try await users.doctors(filter, after: nil, limit: Self.doctorsLimit)
            return .json { json in
                json.beginObject()
                json.key("doctors")
                json.beginArray()
                for doctor in doctors { json.valueForDirectory(doctor) }
                json.endArray()
                json.endObject()
            }
        }
        // For services. 200 · 400 invalid_parameter · 401 without a service token
        router.on(.get, "/internal/users/changes") { request in
            _ = try serviceTokens.requireService(request, now: clock.instant)
            let query = try ListQuery(request, known: ["since", "limit"])
            let since = try query.value("since", "a position as an answer of this route gave it") {
                Int64($0).flatMap { $0 < 0 ? nil : $0 }
            }
            let page = try await users.changes(since: since ?? 0, limit: query.limit())
            return .json { $0.value(page) }
        }
    }
}
