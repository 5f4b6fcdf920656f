import AuthDomain
import Basics
import Contracts
import Hosting
import Mail
import OpenSSL
import Postgres

/// Words a letter when it is about to leave, and makes its link: before that no link works.
struct DraftLetter: Sendable {
    let pool: PostgresPool
    /// Makes tokens from ids: reading the database gives nobody a token.
    let key: HMACSHA256
    /// Where browsers reach us; never what a request says of itself.
    let site: String
    /// The clinic's, below the text.
    let name: String

    func callAsFunction(_ mail: QueuedMail<QueuedLetter>) async -> MailDraft {
        do throws(PostgresError) {
            return try await draft(mail)
        } catch {
            return .postponed("the database does not answer")
        }
    }

    private func draft(_ mail: QueuedMail<QueuedLetter>) async throws(PostgresError) -> MailDraft {
        let (letter, language) = (mail.content.letter, mail.content.language ?? .standard)
        if letter == .deviceCode {
            guard let row = try await pool.query(LetterStatements.ownerToSignIn, [.text(mail.content.address)]).first else {
                return .withheld
            }
            let chosen = try row.textOrNil(0).flatMap(Language.init(rawValue:)) ?? language
            return ready(letter, mail, DeviceCode(of: mail.id, key).text, chosen)
        }
        guard let link = letter.link else {
            let reason = letter == .staffRefused ? try await reason(for: mail) : nil
            return ready(letter, mail, nil, language, reason: reason)
        }
        let token = MailToken(of: mail.id, key)
        if letter == .invitation {
            let isOpen = try await pool.query(LetterStatements.openInvitation, [.bytes(token.digest)]).first != nil
            return isOpen ? ready(letter, mail, token.text, language) : .withheld
        }
        let (begin, end) = (mail.createdAt, mail.createdAt.adding(seconds: link.lifetimeSeconds))
        let id = PostgresValue.id(LetterID(mail.id))
        if letter == .recovery {
            let values: [PostgresValue] = [
                .bytes(token.digest), .text(mail.content.address), mail.content.cookieDigest.map { .bytes($0) } ?? .null,
                .instant(begin), .instant(end), id,
            ]
            guard let row = try await pool.query(LetterStatements.linkToAddress, values).first else { return .withheld }
            let owner = RowOf<OwnerColumn>(row)
            let chosen = try owner.textOrNil(.language).flatMap(Language.init(rawValue:)) ?? language
            guard try owner.bool(.setsPassword) else { return ready(.recoveryByProvider, mail, nil, chosen) }
            return ready(letter, mail, token.text, chosen)
        }
        let statement = letter == .addressChanged ? LetterStatements.linkBack : LetterStatements.linkOfAccount
        let values: [PostgresValue] = [
            .bytes(token.digest), .id(mail.content.user), .text(letter.rawValue), .text(mail.content.address), .instant(begin),
            .instant(end), id,
        ]
        guard try await pool.query(statement, values).affectedRows == 1 else { return .withheld }
        return ready(letter, mail, token.text, language)
    }

    /// What an admin has written to the owner of a confirmed address.
    private func reason(for mail: QueuedMail<QueuedLetter>) async throws(PostgresError) -> String? {
        try await pool.query(LetterStatements.reasonOfRefusal, [.id(mail.content.user), .text(mail.content.address)]).first.map {
            row throws(PostgresError) in try row.text(0)
        }
    }

    private func ready(
        _ letter: Letter, _ mail: QueuedMail<QueuedLetter>, _ token: String?, _ language: Language, reason: String? = nil
    ) -> MailDraft {
        .ready(
            to: mail.content.address,
            .letter(letter, token: token, reason: reason, in: language, site: site, name: name))
    }
}

/// The secret in the fragment of a link: 256 bits, of which the database has only the digest.
struct MailToken {
    let text: String

    /// The same for the same letter, so that a letter that is sent again has the same link.
    init(of letter: UUIDValue, _ key: HMACSHA256) {
        text = Base64URL.encode(key.sign(Array("link in mail \(letter)".utf8)))
    }

    var digest: [UInt8] { Self.digest(text) }

    static func digest(_ text: String) -> [UInt8] { SHA256.hash(Array(text.utf8)) }
}
