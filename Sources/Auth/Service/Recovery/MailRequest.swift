import AuthDomain
import Contracts
import CoreHTTP

/// The body with which somebody who is not signed in asks for a mail: `{email, language?}`.
struct MailRequest {
    let email: EmailAddress
    let language: Language?

    /// Throws 422.
    init(_ body: JSONValue) throws {
        var decoder = ObjectDecoder(body)
        let email = decoder.required("email", EmailAddress.field)
        let language = decoder.optional("language", .choice(Language.self))
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        self.email = fields[email]
        self.language = fields[language]
    }
}

extension EmailAddress {
    static let field = FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text }
        .parsed(as: "an email address of at most 254 characters, such as name@example.com") { EmailAddress($0) }
}
