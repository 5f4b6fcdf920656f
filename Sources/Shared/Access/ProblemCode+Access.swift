package import CoreHTTP
import HTTPWire

extension ProblemCode {
    // Who asks.
    package static let unauthenticated = Self("unauthenticated", .unauthorized, "Sign in first")
    package static let tokenExpired = Self("token_expired", .unauthorized, "The access token has expired")
    package static let sessionRevoked = Self("session_revoked", .unauthorized, "The session has ended")
    package static let otherAccount = Self("other_account", .unauthorized, "Another account is signed in")

    package static let reauthenticationRequired = Self(
        "reauthentication_required", .unauthorized, "This takes a sign-in within the last minutes")

    package static let secondFactorSetupRequired = Self(
        "second_factor_setup_required", .unauthorized, "A second factor must be set up first")

    // What they may.
    package static let forbidden = Self("forbidden", .forbidden, "Your role may not do this")
    static let approvalPending = Self("approval_pending", .forbidden, "The account waits for the clinic's approval")
    /// Also the answer for what belongs to somebody else.
    package static let notFound = Self("not_found", .notFound, "There is no such resource")

    /// Where there is If-Match.
    package static let preconditionFailed = Self(
        "precondition_failed", .preconditionFailed, "The resource has changed meanwhile")

    /// What a daemon can answer in addition where people sign in.
    package static let access: [ProblemCode] = [
        unauthenticated, tokenExpired, sessionRevoked, otherAccount, reauthenticationRequired, secondFactorSetupRequired,
        approvalPending, forbidden, notFound,
    ]
}
