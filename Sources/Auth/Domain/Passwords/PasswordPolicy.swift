/// What a new password must be beyond `Password`. Passwords in use are not checked again.
package enum PasswordPolicy: String, Sendable, CaseIterable {
    /// No further rule.
    case basic
    /// None of the commonest, and none that is little more than a word of the clinic or of its owner (NIST SP 800-63B section 5.1.1.2;
    /// ASVS 5.0 section 6.2).
    case strict

    /// Words of the product; the site's own name is added to them.
    private static let words = ["clinic", "doctor", "patient", "appointment", "health", "password"]
    private static let shortestWord = 4
    /// How many characters must be left when these words are removed.
    private static let remainder = 6

    /// `context`: names and addresses of the owner, the clinic's name.
    private static func isLittleMore(_ text: String, than context: [String]) -> Bool {
        let names = context.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init) }
        var rest = text.lowercased()
        for word in (words + names).filter({ $0.count >= shortestWord }).sorted(by: { $0.count > $1.count }) {
            while let found = rest.firstRange(of: word) { rest.removeSubrange(found) }
        }
        return rest.count < remainder && rest.count < text.count
    }

    /// The password in a member of a form; nil after recording why it cannot be chosen.
    func read(_ text: String?, at pointer: String, with reader: inout FormReader, context: [String] = []) -> Password? {
        guard let text, let password = reader.required(text, at: pointer, Password.rule, Password.init) else {
            if text == nil { reader.refuse(pointer, "is required") }
            return nil
        }
        guard self == .basic || !CommonPasswords.contains(text) else {
            reader.refuse(pointer, "is one of the passwords that are tried first")
            return nil
        }
        guard self == .basic || !Self.isLittleMore(text, than: context) else {
            reader.refuse(pointer, "is little more than a name or a word of the clinic")
            return nil
        }
        return password
    }
}
