import AuthDomain
import Contracts
import Hosting
import Mail
import Postgres

/// A letter that is about to be written and sent.
struct QueuedLetter: Sendable {
    let letter: Letter
    let user: UserID?
    let address: String
    /// The account's language, else the one it was asked for in.
    let language: Language?
    let cookieDigest: [UInt8]?

    enum Column: String, ColumnList {
        case id, kind
        case user = "user_id"
        case address
        case language = "coalesce((SELECT users.language FROM users WHERE users.id = emails.user_id), emails.language)"
        case cookieDigest = "cookie_digest"
        case attempts
        case createdAt = "created_at"
        case isOvertaken = "status = 'OVERTAKEN'"
    }
}

extension QueuedMail<QueuedLetter> {
    init(_ row: RowOf<QueuedLetter.Column>) throws(PostgresError) {
        let id: LetterID = try row.id(.id)
        let letter = try row.word(.kind, "a letter", Letter.init(rawValue:))
        let createdAt = try row.instant(.createdAt)
        self.init(
            id: id.uuid,
            content: QueuedLetter(
                letter: letter, user: try row.idOrNil(.user), address: try row.text(.address),
                language: try row.textOrNil(.language).flatMap(Language.init(rawValue:)),
                cookieDigest: try row.bytesOrNil(.cookieDigest)),
            attempts: try row.int(.attempts), createdAt: createdAt, isOvertaken: try row.bool(.isOvertaken),
            endsAt: letter.lifetimeSeconds.map { createdAt.adding(seconds: $0) })
    }
}
