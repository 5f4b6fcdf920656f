import AuthDomain
import Contracts
import Hosting
import Postgres

/// The bookable doctors in auth_db.
struct DirectoryStore {
    static let specializationsLimit = 100

    let pool: PostgresPool

    /// By last and first name, after `position`, at most `limit`.
    func doctors(_ filter: DoctorFilter, after position: DoctorPosition?, limit: Int) async throws(PostgresError) -> [User] {
        let (statement, conditions): (Statement, [PostgresValue]) =
            switch (filter.words, filter.specialization) {
            case (nil, nil): (DirectoryStatements.all, [])
            case (let words?, nil): (DirectoryStatements.byWords, [.text(words.query)])
            case (nil, let beginning?): (DirectoryStatements.bySpecialization, [.text(beginning)])
            case (let words?, let beginning?): (DirectoryStatements.byBoth, [.text(words.query), .text(beginning)])
            }
        return try await users(statement, after: position, limit, conditions)
    }

    /// Doctors that this query of words finds and the words alone do not, in the same order.
    func doctors(
        for need: String, but words: SearchWords, in specialization: String?, after position: DoctorPosition?, limit: Int
    ) async throws(PostgresError) -> [User] {
        let conditions: [PostgresValue] = [.text(need), .text(words.query)]
        guard let specialization else {
            return try await users(DirectoryStatements.byNeed, after: position, limit, conditions)
        }
        return try await users(
            DirectoryStatements.byNeedAndSpecialization, after: position, limit, conditions + [.text(specialization)])
    }

    /// The most similar first.
    func doctors(near words: SearchWords, in specialization: String?, limit: Int) async throws(PostgresError) -> [User] {
        let typed = words.words.joined(separator: " ")
        return try read(
            try await pool.query(DirectoryStatements.near, [.text(typed), .text(specialization), .int(limit)]))
    }

    /// Specializations with the most doctors first.
    func specializations() async throws(PostgresError) -> [(name: String, doctors: Int)] {
        var specializations: [(name: String, doctors: Int)] = []
        for row in try await pool.query(DirectoryStatements.specializations, [.int(Self.specializationsLimit)]) {
            let row = RowOf<SpecializationColumn>(row)
            specializations.append((try row.text(.name), try row.int(.doctors)))
        }
        return specializations
    }

    private func users(
        _ statement: Statement, after position: DoctorPosition?, _ limit: Int, _ conditions: [PostgresValue]
    ) async throws(PostgresError) -> [User] {
        let values: [PostgresValue] = [
            .text(position?.lastName), .text(position?.firstName), .id(position?.id), .int(limit),
        ]
        return try read(try await pool.query(statement, values + conditions))
    }

    private func read(_ rows: PostgresResult) throws(PostgresError) -> [User] {
        var doctors: [User] = []
        for row in rows { doctors.append(try User(row)) }
        return doctors
    }
}

/// Which doctors are listed; nil: any.
struct DoctorFilter: Sendable {
    var words: SearchWords?
    /// The beginning of the specialization, regardless of case and accents.
    var specialization: String?
}
