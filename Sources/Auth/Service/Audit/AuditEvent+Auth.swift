import Audit

/// What entries of this service call what was done.
extension AuditEvent {
    private static let person = "Person"
    private static let invitation = "Invitation"

    // MARK: Accounts

    static let register = Self("account.register", .create, of: person)
    /// By an operator.
    static let createAdmin = Self("account.create_admin", .create, of: person)
    static let profile = Self("account.profile", .update, of: person)
    static let password = Self("account.password", .update, of: person)
    /// A forgotten one, by a mail's link.
    static let recover = Self("account.recover", .update, of: person)
    static let verifyAddress = Self("account.address.verify", .update, of: person)
    static let address = Self("account.address", .update, of: person)
    static let addressUndo = Self("account.address.undo", .update, of: person)
    static let role = Self("account.role", .update, of: person)
    static let deactivate = Self("account.deactivate", .update, of: person)
    static let reactivate = Self("account.reactivate", .update, of: person)
    static let approve = Self("account.approve", .update, of: person)
    static let refuse = Self("account.refuse", .update, of: person)
    /// With an identity at a provider.
    static let link = Self("account.link", .update, of: person)
    /// All sessions of somebody else.
    static let endSessions = Self("session.end_all", .update, of: person)

    static let readProfile = Self("profile.read", .read)
    static let readAccount = Self("account.read", .read, of: person)
    static let accounts = Self("account.list", .execute)
    static let approvals = Self("approval.list", .execute)
    static let sessions = Self("session.list", .execute)
    static let securityEvents = Self("security_event.list", .execute)

    // MARK: Second factors

    static let addFactor = Self("factor.add", .update, of: person)
    static let removeFactor = Self("factor.remove", .update, of: person)
    static let renewCodes = Self("factor.codes", .update, of: person)
    static let askReset = Self("factor.reset.ask", .update, of: person)
    static let stopReset = Self("factor.reset.stop", .update, of: person)
    static let reset = Self("factor.reset", .update, of: person)
    static let factors = Self("factor.list", .read)

    // MARK: Invitations

    static let invite = Self("invitation.make", .create, of: invitation)
    static let sendInvitation = Self("invitation.send", .update, of: invitation)
    static let revokeInvitation = Self("invitation.revoke", .update, of: invitation)
    static let invitations = Self("invitation.list", .execute)
    /// With a new account.
    static let accept = Self("invitation.accept", .create, of: person)
    /// By an account that was there.
    static let consent = Self("invitation.consent", .update, of: person)
    static let makeFirstLink = Self("first_run.link", .create)
    /// The first admin, by that link.
    static let firstAdmin = Self("first_run.accept", .create, of: person)
}
