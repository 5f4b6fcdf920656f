import Access
import CoreHTTP
import HTTPWire

extension ProblemCode {
    static let invalidCredentials = Self("invalid_credentials", .unauthorized, "The email or the password is wrong")
    static let adminRegistration = Self("admin_registration", .forbidden, "Nobody can register as an admin")
    static let staffRegistration = Self("staff_registration", .forbidden, "Staff come by invitation")
    static let emailTaken = Self("email_taken", .conflict, "The email is already registered")
    static let lastAdmin = Self("last_admin", .conflict, "The last active admin must stay one")
    static let signInExpired = Self("sign_in_expired", .unauthorized, "The sign-in must begin anew")
    static let secondFactorRefused = Self("second_factor_refused", .unauthorized, "The second factor was not accepted")
    static let passkeyRefused = Self("passkey_refused", .unauthorized, "The passkey was not accepted")
    static let passkeyNotAccepted = Self("passkey_not_accepted", .unprocessableContent, "The passkey cannot be used here")
    static let passkeyExists = Self("passkey_exists", .conflict, "The passkey is there already")
    static let factorExists = Self("factor_exists", .conflict, "There is such a second factor already")
    static let factorRequired = Self("factor_required", .conflict, "The last second factor must stay")

    static let secondFactorNeeded = Self("second_factor_needed", .unauthorized, "A second factor must be shown too")
    static let linkRefused = Self("link_refused", .gone, "The link does not work any more")
    static let codeRefused = Self("code_refused", .unauthorized, "The code was not accepted")
    static let resetPending = Self("reset_pending", .conflict, "The second factors are about to be removed already")
    static let invitationExists = Self("invitation_exists", .conflict, "The address is invited already")
    static let invitationClosed = Self("invitation_closed", .conflict, "The invitation was accepted or revoked")
    static let invitationExpired = Self("invitation_expired", .gone, "The invitation has expired")
    static let invitationUsed = Self("invitation_used", .gone, "The invitation was accepted already")
    static let invitationRevoked = Self("invitation_revoked", .gone, "The invitation was taken back")
    static let invitationOfAnother = Self("invitation_of_another", .forbidden, "The invitation is for another account")
    static let approvalDecided = Self("approval_decided", .conflict, "The account does not wait for that")
    static let mailOff = Self("mail_off", .conflict, "No mail is sent here")

    static let all: [ProblemCode] =
        server + access + [
            invalidCredentials, adminRegistration, emailTaken, lastAdmin, signInExpired, secondFactorRefused, passkeyRefused,
            passkeyNotAccepted, passkeyExists, factorExists, factorRequired, secondFactorNeeded, linkRefused, mailOff,
            codeRefused, resetPending,
            preconditionFailed, staffRegistration, invitationExists, invitationClosed, invitationExpired, invitationUsed,
            invitationRevoked, invitationOfAnother, approvalDecided,
        ]
}
