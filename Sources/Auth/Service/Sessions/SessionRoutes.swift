import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// Refreshing, listing and ending sessions.
struct SessionRoutes {
    let refresh: RefreshSession
    let end: EndSessions
    let sessions: SessionStore
    let authenticator: Authenticator
    let log: AuditLog
    let signInResponse: SignInResponse
    let clock: WallClock

    func register(on router: Router) {
        // 200 · 400 invalid_json · 401 unauthenticated, session_revoked · 415 · 422
        router.on(.post, "/api/auth/refresh") { request in
            let sent = try RefreshTokenSent(request, signInResponse.names.refreshToken)
            return try await clearingCookies(.unauthorized) {
                let signIn = try await refresh(sent.token, on: Device(request))
                return signInResponse.make(signIn, status: .ok, showsRefreshToken: sent.isInBody)
            }
        }
        // 204; when the access token has expired the refresh token's cookie is enough.
        router.on(.post, "/api/auth/logout") { request in
            try await clearingCookies(.noContent, .unauthorized) {
                try await logOut(request)
                return Self.forgetting
            }
        }
        // 204 · 401 reauthentication_required (ASVS V7.5.2)
        router.on(.post, "/api/auth/logout-all") { request in
            let principal = try authenticator.recentPrincipal(of: request, settingUpFactor: true)
            return try await clearingCookies(.noContent) {
                try await end.logOutEverywhere(principal, on: Device(request))
                return Self.forgetting
            }
        }
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/sessions") { request in
            let principal = try authenticator.principal(of: request)
            let query = try ListQuery(request, known: ["limit", "cursor"])
            let limit = try query.limit()
            let position = try query.cursor(PagePosition.init(cursor:))
            let found = try await sessions.sessions(
                of: principal.userID, at: clock.instant, after: position, limit: limit + 1)
            let page = ListPage(found, limit: limit) { PagePosition(at: $0.createdAt, id: $0.id.uuid).cursor }
            try await log.disclosedOwn(.sessions, to: principal, request)
            return .list("sessions", page, of: request) { json, session in
                json.value(session, isCurrent: session.id == principal.sessionID)
            }
        }
        // 204 · 401 reauthentication_required, unless it is the session one is in · 404
        router.on(.delete, "/api/auth/sessions/:id") { request in
            let principal = try authenticator.principal(of: request)
            let isOwn = SessionID(request.parameter("id")) == principal.sessionID
            if !isOwn { try authenticator.requireRecent(principal) }
            try await end.revoke(request.parameter("id"), of: principal, on: Device(request))
            var response = Response(.noContent)
            if isOwn { signInResponse.clearCookies(&response.fields) }
            return response
        }
    }

    /// The browser drops what it has stored for the clinic (Clear-Site-Data, section 3.1). Not "cache": no answer of the API is in
    /// it (`no-store`), and Chromium holds the answer back for seconds until it has gone through its whole cache.
    private static var forgetting: Response {
        Response(.noContent, fields: ["Clear-Site-Data": #""storage""#])
    }

    private func logOut(_ request: Request) async throws {
        let device = Device(request)
        do {
            try await end.logOut(authenticator.principal(of: request, settingUpFactor: true), on: device)
        } catch let problem as Problem where problem.status == .unauthorized {
            guard let token = request.cookie(signInResponse.names.refreshToken),
                try await end.logOut(refreshToken: token, on: device)
            else {
                throw problem
            }
        }
    }

    /// Clears the tokens' cookies when the answer has one of these statuses.
    private func clearingCookies(_ statuses: HTTPStatus..., answer: () async throws -> Response) async throws -> Response {
        do {
            var response = try await answer()
            if statuses.contains(response.status) { signInResponse.clearCookies(&response.fields) }
            return response
        } catch var problem as Problem where statuses.contains(problem.status) {
            signInResponse.clearCookies(&problem.fields)
            throw problem
        }
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ session: Session, isCurrent: Bool) {
        beginObject()
        field("id", session.id)
        field("current", isCurrent)
        field("device", session.device.userAgent.flatMap { DeviceName.of(userAgent: $0) })
        field("userAgent", session.device.userAgent)
        field("ip", session.device.address)
        field("createdAt", session.createdAt)
        field("lastSeenAt", session.lastSeenAt)
        field("expiresAt", session.expiresAt)
        endObject()
    }
}
