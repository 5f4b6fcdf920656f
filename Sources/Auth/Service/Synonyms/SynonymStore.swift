import AuthDomain
import Contracts
import Hosting
import Postgres

/// Synonyms in auth_db.
struct SynonymStore {
    static let limit = 200

    let pool: PostgresPool

    enum Outcome {
        case done(Synonym)
        case notFound
        /// It has another version than the request names.
        case changed
    }

    func all() async throws(PostgresError) -> [Synonym] {
        var synonyms: [Synonym] = []
        for row in try await pool.query(SynonymStatements.all, [.int(Self.limit)]) { synonyms.append(try Synonym(RowOf(row))) }
        return synonyms
    }

    /// Nil, and nothing stored, when there are `limit` already.
    func add(_ form: SynonymForm, as id: Synonym.ID) async throws -> Synonym? {
        try await pool.transaction { transaction in
            guard try await transaction.query(SynonymStatements.count)[0].int(0) < Self.limit else { return nil }
            _ = try await transaction.query(SynonymStatements.add, [.id(id), .textArray(form.specializations)])
            _ = try await transaction.query(SynonymStatements.addWords, [.id(id), .textArray(form.words)])
            return Synonym(id: id, words: form.words, specializations: form.specializations, version: 1)
        }
    }

    func replace(_ id: Synonym.ID, by form: SynonymForm, if allows: (Int64) -> Bool) async throws -> Outcome {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(SynonymStatements.lock, [.id(id)]).first else { return .notFound }
            let version = Int64(try row.int(0))
            guard allows(version) else { return .changed }
            _ = try await transaction.query(SynonymStatements.replace, [.id(id), .textArray(form.specializations)])
            _ = try await transaction.query(SynonymStatements.removeWords, [.id(id)])
            _ = try await transaction.query(SynonymStatements.addWords, [.id(id), .textArray(form.words)])
            return .done(
                Synonym(id: id, words: form.words, specializations: form.specializations, version: version + 1))
        }
    }

    /// Nil: there is no such synonym.
    func remove(_ id: Synonym.ID, if allows: (Int64) -> Bool) async throws -> Bool? {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(SynonymStatements.lock, [.id(id)]).first else { return nil }
            guard allows(Int64(try row.int(0))) else { return false }
            _ = try await transaction.query(SynonymStatements.remove, [.id(id)])
            return true
        }
    }

    /// The beginnings of specializations that these words mean, by the words' places.
    func meanings(of words: SearchWords) async throws(PostgresError) -> [Int: [String]] {
        var meanings: [Int: [String]] = [:]
        for row in try await pool.query(SynonymStatements.meanings, [.textArray(words.words)]) {
            let row = RowOf<MeaningColumn>(row)
            meanings[try row.int(.word), default: []].append(try row.text(.specialization))
        }
        return meanings
    }
}
