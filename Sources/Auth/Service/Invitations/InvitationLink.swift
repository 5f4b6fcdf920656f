import AuthDomain
import Contracts
import OpenSSL

/// One link of an invitation. Its token is made from its id under a key, like that of a letter: the database has only the digest.
struct InvitationLink: Sendable {
    let id: LetterID
    let delivery: Invitation.Delivery
    let token: String

    init(_ id: LetterID, by delivery: Invitation.Delivery, _ key: HMACSHA256) {
        self.id = id
        self.delivery = delivery
        token = MailToken(of: id.uuid, key).text
    }

    var digest: [UInt8] { MailToken.digest(token) }
}
