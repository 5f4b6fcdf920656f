import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// Sessions: staying signed in, and ceasing to be.
struct SessionRoutes {
    let refresh: RefreshSession
    let end: EndSessions
    let sessions: any SessionStore
    let authenticator: Authenticator
    let signInResponse: SignInResponse
    let clock: WallClock

    func register(on router: Router) {
        // 200 · 400 invalid_json · 401 unauthenticated, session_revoked · 415 · 422
        router.on(.post, "/api/auth/refresh") { request in
            let sent = try RefreshTokenSent(request)
            return try await forgetting(.unauthorized) {
                let signIn = try await refresh(sent.token, on: Device(request))
                return signInResponse.make(signIn, status: .ok, showsRefreshToken: sent.isInBody)
            }
        }
        // 204; the refresh token's cookie will do when the access token has expired.
        router.on(.post, "/api/auth/logout") { request in
            try await forgetting(.noContent, .unauthorized) {
                try await logOut(request)
                return Response(.noContent)
            }
        }
        // 204
        router.on(.post, "/api/auth/logout-all") { request in
            let principal = try authenticator.principal(of: request)
            return try await forgetting(.noContent) {
                try await end.logOutEverywhere(principal, on: Device(request))
                return Response(.noContent)
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
            return .list("sessions", page, of: request) { json, session in
                json.value(session, isCurrent: session.id == principal.sessionID)
            }
        }
        // 204 · 404
        router.on(.delete, "/api/auth/sessions/:id") { request in
            let principal = try authenticator.principal(of: request)
            try await end.revoke(request.parameter("id"), of: principal, on: Device(request))
            var response = Response(.noContent)
            if SessionID(request.parameter("id")) == principal.sessionID { signInResponse.forget(&response.fields) }
            return response
        }
    }

    private func logOut(_ request: Request) async throws {
        let device = Device(request)
        do {
            try await end.logOut(authenticator.principal(of: request), on: device)
        } catch let problem as Problem where problem.status == .unauthorized {
            guard let token = request.cookie("refreshToken"), try await end.logOut(refreshToken: token, on: device) else {
                throw problem
            }
        }
    }

    /// Makes the client forget its tokens when the answer has one of these statuses.
    private func forgetting(_ statuses: HTTPStatus..., answer: () async throws -> Response) async throws -> Response {
        do {
            var response = try await answer()
            if statuses.contains(response.status) { signInResponse.forget(&response.fields) }
            return response
        } catch var problem as Problem where statuses.contains(problem.status) {
            signInResponse.forget(&problem.fields)
            throw problem
        }
    }
}

/// A refresh token: the body's, else the cookie's.
private struct RefreshTokenSent {
    let token: String
    let isInBody: Bool

    /// Throws 400, 415, 422 for a body that is none, 401 `unauthenticated` without a token.
    init(_ request: Request) throws {
        if !request.body.isEmpty {
            var decoder = ObjectDecoder(try request.json())
            let field = decoder.optional("refreshToken", .string(1...200))
            decoder.rejectUnknown()
            if let token = try decoder.finish()[field] {
                self.token = token
                isInBody = true
                return
            }
        }
        guard let token = request.cookie("refreshToken"), !token.isEmpty else {
            throw Problem(.unauthenticated, "Send the refresh token in its cookie, or as refreshToken in the body.")
                .with(field: "WWW-Authenticate", "Bearer")
        }
        self.token = token
        isInBody = false
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
