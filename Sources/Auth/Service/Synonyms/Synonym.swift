import Contracts
import CoreHTTP
import Hosting
import Postgres

/// Words that people use, and the beginnings of the specializations that they mean.
struct Synonym {
    enum Entity {}
    typealias ID = Identifier<Entity>

    let id: ID
    let words: [String]
    let specializations: [String]
    let version: Int64
}

extension Synonym {
    enum Column: String, ColumnList {
        case id = "s.id"
        case words = "ARRAY(SELECT word FROM synonym_words WHERE synonym_id = s.id ORDER BY place)"
        case specializations = "s.specializations"
        case version = "s.version"
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        self.init(
            id: try row.id(.id), words: try row.textArray(.words).compactMap(\.self),
            specializations: try row.textArray(.specializations).compactMap(\.self), version: Int64(try row.int(.version)))
    }
}

extension JSONWriter {
    /// `{id, words, specializations, version}`
    mutating func value(_ synonym: Synonym) {
        beginObject()
        field("id", synonym.id.description)
        key("words")
        values(synonym.words)
        key("specializations")
        values(synonym.specializations)
        field("version", synonym.version)
        endObject()
    }

    private mutating func values(_ texts: [String]) {
        beginArray()
        for text in texts { value(text) }
        endArray()
    }
}
