import AuthDomain
import Postgres

/// Doctors as people look for them: first those whose own name and specialization have the words, then those who are for what the
/// words mean; if there are neither, the most similar ones.
struct SearchDoctors {
    /// How many similar ones are shown at most.
    private static let nearLimit = 10

    let doctors: DirectoryStore
    let synonyms: SynonymStore

    struct Page {
        let found: [DoctorFound]
        let isNear: Bool
    }

    /// After `position`, at most `limit`.
    func callAsFunction(_ filter: DoctorFilter, after position: DoctorPosition?, limit: Int) async throws(PostgresError) -> Page {
        var found: [DoctorFound] = []
        if position?.isByNeed != true {
            found = try await doctors.doctors(filter, after: position, limit: limit).map { DoctorFound($0) }
        }
        guard let words = filter.words, found.count < limit else { return Page(found: found, isNear: false) }
        let meanings = try await synonyms.meanings(of: words)
        if !meanings.isEmpty {
            let others = try await doctors.doctors(
                for: words.query(meaning: meanings), but: words, in: filter.specialization,
                after: position?.isByNeed == true ? position : nil, limit: limit - found.count)
            found += others.map { DoctorFound($0, isByNeed: true) }
        }
        guard found.isEmpty, position == nil, words.words.contains(where: { $0.count >= SearchWords.nearLength }) else {
            return Page(found: found, isNear: false)
        }
        // All on one page. Two letters that have changed places count as more similar than anything else.
        let most = min(Self.nearLimit, limit - 1)
        var near = try await doctors.doctors(for: words.transposed, but: words, in: filter.specialization, after: nil, limit: most)
        if near.isEmpty { near = try await doctors.doctors(near: words, in: filter.specialization, limit: most) }
        return Page(found: near.map { DoctorFound($0) }, isNear: !near.isEmpty)
    }
}

struct DoctorFound {
    let doctor: User
    let position: DoctorPosition

    init(_ doctor: User, isByNeed: Bool = false) {
        self.doctor = doctor
        position = DoctorPosition(doctor, isByNeed: isByNeed)
    }
}
