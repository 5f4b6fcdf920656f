import AuthDomain
import CoreHTTP

/// The body of POST and PUT: `{words, specializations}`.
struct SynonymForm {
    static let wordsRange = 1...200
    static let specializationsRange = 1...20

    let words: [String]
    let specializations: [String]

    /// Throws everything that is wrong at once.
    init(_ body: JSONValue) throws(ValidationErrors) {
        var members = ObjectDecoder(body)
        let word = FieldRule<String>.string(1...SearchWords.lengthLimit).parsed(as: SynonymTerm.wordRule, SynonymTerm.word)
        let specialization = FieldRule<String>.string(1...SearchWords.lengthLimit).parsed(
            as: SynonymTerm.specializationRule, SynonymTerm.specialization)
        let words = members.required("words", .array(of: word, count: Self.wordsRange))
        let specializations = members.required("specializations", .array(of: specialization, count: Self.specializationsRange))
        members.rejectUnknown()
        let fields = try members.finish()
        self.words = fields[words]
        self.specializations = fields[specializations]
    }
}
