import Audit
import HTTPWire

extension AuditPolicy {
    private static let signIn = Line.Record.nothing("a sign-in, of which security events tell")
    private static let asked = Line.Record.nothing("a mail is asked for; what its link does is recorded")
    private static let ownSession = Line.Record.nothing("one's own session, of which security events tell")
    private static let directory = Line.Record.nothing("doctors as everybody is shown them")
    private static let service = Line.Record.nothing("to our own services, which record whom they show it to")
    private static let words = Line.Record.nothing("words for specializations")

    /// What is recorded of each route of this service.
    static let auth = AuditPolicy(
        [
            Line(.post, "/api/auth/register", .change(.register)),
            Line(.get, "/api/auth/profile", .disclosure(.readProfile)),
            Line(.patch, "/api/auth/profile", .change(.profile)),
            Line(.post, "/api/auth/password", .change(.password)),
            Line(.post, "/api/auth/password-reset", asked),
            Line(.post, "/api/auth/password-reset/confirm", .change(.recover)),
            Line(.get, "/api/auth/email-verification", .nothing("whether mail is sent at all")),
            Line(.post, "/api/auth/email-verification", asked),
            Line(.post, "/api/auth/email-verification/confirm", .change(.verifyAddress)),
            Line(.post, "/api/auth/email", asked),
            Line(.post, "/api/auth/email/confirm", .change(.address)),
            Line(.post, "/api/auth/email/undo", .change(.addressUndo)),

            Line(.get, "/api/auth/factors", .disclosure(.factors)),
            Line(.post, "/api/auth/factors/totp", .nothing("a secret, which counts once it is confirmed")),
            Line(.post, "/api/auth/factors/totp/confirm", .change(.addFactor)),
            Line(.delete, "/api/auth/factors/totp", .change(.removeFactor)),
            Line(.post, "/api/auth/factors/passkeys/options", .nothing("a challenge")),
            Line(.post, "/api/auth/factors/passkeys", .change(.addFactor)),
            Line(.delete, "/api/auth/factors/passkeys/:id", .change(.removeFactor)),
            Line(.post, "/api/auth/factors/recovery-codes", .change(.renewCodes)),
            Line(.post, "/api/auth/factor-reset/stop", .change(.stopReset)),

            Line(.get, "/api/auth/users", .disclosure(.accounts)),
            Line(.get, "/api/auth/users/:id", .disclosure(.readAccount)),
            Line(.patch, "/api/auth/users/:id", .change(.role)),
            Line(.post, "/api/auth/users/:id/logout", .change(.endSessions)),
            Line(.post, "/api/auth/users/:id/reset-factors", .change(.askReset)),
            Line(.get, "/api/auth/events", .disclosure(.securityEvents)),
            Line(.get, "/api/auth/approvals", .disclosure(.approvals)),
            Line(.post, "/api/auth/approvals/:id/approve", .change(.approve)),
            Line(.post, "/api/auth/approvals/:id/refuse", .change(.refuse)),

            Line(.get, "/api/auth/invitations", .disclosure(.invitations)),
            Line(.post, "/api/auth/invitations", .change(.invite)),
            Line(.post, "/api/auth/invitations/:id/send", .change(.sendInvitation)),
            Line(.delete, "/api/auth/invitations/:id", .change(.revokeInvitation)),
            Line(.post, "/api/auth/invitations/show", .nothing("to whoever has the link, what the mail says")),
            Line(.post, "/api/auth/invitations/accept", .change(.accept)),
            Line(.post, "/api/auth/invitations/passkey/options", .nothing("a challenge")),
            Line(.post, "/api/auth/invitations/passkey", .change(.accept)),
            Line(.post, "/api/auth/invitations/consent", .change(.consent)),
            Line(.post, "/api/auth/first-run", .change(.firstAdmin)),

            // A first one of an identity links it, or makes an account.
            Line(.get, "/api/auth/google/callback", .change(.link)),
            Line(.get, "/api/auth/providers/:id/callback", .change(.link)),
            Line(.get, "/api/auth/google", signIn),
            Line(.get, "/api/auth/providers/:id", signIn),
            Line(.get, "/api/auth/providers", .nothing("how one can sign in")),
            Line(.post, "/api/auth/login", signIn),
            // One with a second factor stops the removal of second factors.
            Line(.post, "/api/auth/login/second-factor", .change(.stopReset)),
            Line(.post, "/api/auth/login/passkey", .change(.stopReset)),
            Line(.post, "/api/auth/login/passkey/options", .nothing("a challenge")),
            Line(.post, "/api/auth/reauthenticate", signIn),
            Line(.post, "/api/auth/device-code", asked),
            Line(.post, "/api/auth/device-code/confirm", .nothing("a browser, of which security events tell")),

            Line(.get, "/api/auth/sessions", .disclosure(.sessions)),
            Line(.delete, "/api/auth/sessions/:id", ownSession),
            Line(.post, "/api/auth/refresh", ownSession),
            Line(.post, "/api/auth/logout", ownSession),
            Line(.post, "/api/auth/logout-all", ownSession),

            Line(.get, "/api/auth/doctors", directory),
            Line(.get, "/api/auth/doctors/specializations", directory),
            Line(.get, "/api/auth/synonyms", words),
            Line(.post, "/api/auth/synonyms", words),
            Line(.put, "/api/auth/synonyms/:id", words),
            Line(.delete, "/api/auth/synonyms/:id", words),
            Line(.get, "/internal/users", service),
            Line(.get, "/internal/users/:id", service),
            Line(.get, "/internal/users/changes", service),
            Line(.get, "/internal/doctors", service),
            Line(.get, "/api/auth/access-log", .disclosure(.readLog)),
            Line(.get, "/api/auth/audit/checkpoint", .nothing("hashes alone")),
            Line(.get, "/api/auth/audit/tile/:level/:number", .nothing("hashes alone")),
        ], purpose: { AuditEntry.Purpose(ofAccountsAs: $0) })
}
