import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// Invitations: made by admins, 403 `forbidden` for everybody else; accepted by whoever has the link.
struct InvitationRoutes {
    let invite: InviteStaff
    let accept: AcceptInvitation
    let acceptByPasskey: AcceptByPasskey
    let site: (id: String, name: String)
    let store: InvitationStore
    let end: EndSessions
    let authenticator: Authenticator
    let log: AuditLog
    let signInResponse: SignInResponse
    let clock: WallClock

    func register(on router: Router) {
        registerForAdmins(on: router)
        registerPasskeys(on: router)
        // 200 · 400 invalid_json · 410 · 415 · 422
        router.on(.post, "/api/auth/invitations/show") { request in
            let (invitation, hasAccount) = try await accept.show(request.json())
            return .json { $0.valueForInvited(invitation, hasAccount: hasAccount) }
        }
        // 201 as after a registration · 400 invalid_json · 409 email_taken · 410 · 415 · 422
        router.on(.post, "/api/auth/invitations/accept") { request in
            let signIn = try await accept(request.json(), on: Device(request))
            try await end.leave(request, authenticator, for: signIn)
            var response = signInResponse.make(signIn, status: .created)
            signInResponse.remember(signIn, &response.fields)
            return response
        }
        // 200, and the cookies are cleared · 400 invalid_json · 403 invitation_of_another · 409 last_admin · 410 · 415 · 422
        router.on(.post, "/api/auth/invitations/consent") { request in
            let principal = try authenticator.principal(of: request, settingUpFactor: true)
            let user = try await accept.consent(request.json(), by: principal, on: Device(request))
            var response = Response.json { $0.value(user) }
            signInResponse.clearCookies(&response.fields)
            return response
        }
    }

    private func registerForAdmins(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/invitations") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            let query = try ListQuery(request, known: ["state", "limit", "cursor"])
            let state = try query.value("state", "OPEN, EXPIRED, ACCEPTED or REVOKED", Invitation.State.init(rawValue:))
            let limit = try query.limit()
            let position = try query.cursor(PagePosition.init(cursor:))
            let now = clock.instant
            let found = try await store.invitations(state, after: position, limit: limit + 1, at: now)
            let page = ListPage(found, limit: limit) { PagePosition(at: $0.createdAt, id: $0.id.uuid).cursor }
            // Who is invited has no account.
            try await log.disclosed(
                .invitations, by: Act(accountsBy: admin, request, withQuery: true), of: [UserID](), isStrict: true)
            return .list("invitations", page, of: request) { $0.value($1, at: now) }
        }
        // 201 · 400 invalid_json · 401 reauthentication_required · 409 invitation_exists, mail_off · 415 · 422
        router.on(.post, "/api/auth/invitations") { request in
            let admin = try recentAdmin(request)
            return answer(.created, try await invite.invite(request.json(), by: admin, on: Device(request)))
        }
        // 200 · 400 invalid_json · 401 reauthentication_required · 404 · 409 invitation_closed, mail_off · 415 · 422
        router.on(.post, "/api/auth/invitations/:id/send") { request in
            let admin = try recentAdmin(request)
            let made = try await invite.send(request.parameter("id"), request.json(), by: admin, on: Device(request))
            return answer(.ok, made)
        }
        // 204 · 404 · 409 invitation_closed
        router.on(.delete, "/api/auth/invitations/:id") { request in
            let admin = try authenticator.principal(of: request, being: .admin)
            try await invite.revoke(request.parameter("id"), by: admin, on: Device(request))
            return Response(.noContent)
        }
    }

    private func registerPasskeys(on router: Router) {
        // 200 with a cookie · 400 invalid_json · 409 email_taken · 410 · 415 · 422
        router.on(.post, "/api/auth/invitations/passkey/options") { request in
            let asked = try await acceptByPasskey.ask(request.json())
            var response = Response.json { $0.creationOptions(asked.challenge, site, asked.user, excluding: []) }
            set(asked.cookie, &response.fields)
            return response
        }
        // 201 as after a registration, with recoveryCodes · 400 invalid_json · 409 email_taken, passkey_exists · 410 · 415 · 422,
        // passkey_not_accepted
        router.on(.post, "/api/auth/invitations/passkey") { request in
            let (signIn, codes) = try await acceptByPasskey(
                request.json(), cookie: request.cookie(signInResponse.names.invitation), on: Device(request))
            try await end.leave(request, authenticator, for: signIn)
            var response = signInResponse.make(signIn, status: .created) { $0.recoveryCodes(codes) }
            signInResponse.remember(signIn, &response.fields)
            set("", &response.fields)
            return response
        }
    }

    private func set(_ cookie: String, _ fields: inout HTTPFields) {
        signInResponse.set(cookie, as: signInResponse.names.invitation, for: AcceptByPasskey.lifetimeSeconds, &fields)
    }

    /// An admin; inviting somebody needs a recent sign-in.
    private func recentAdmin(_ request: Request) throws(Problem) -> Principal {
        let admin = try authenticator.principal(of: request, being: .admin)
        try authenticator.requireRecent(admin)
        return admin
    }

    private func answer(_ status: HTTPStatus, _ made: InviteStaff.Made) -> Response {
        var response = Response.json(status) { $0.value(made.invitation, at: clock.instant, link: made.link) }
        response.isSecret = made.link != nil
        return response
    }
}
