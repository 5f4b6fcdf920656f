import AuthDomain
import Contracts
import Hosting
import Postgres
import ServiceRuntime

/// Queues what is to be written to people. One per loop.
struct Letters: Sendable {
    let pool: PostgresPool
    let ids: IdentifierSource
    let clock: WallClock
    /// False where the clinic sends no mail: nothing is queued.
    let areSent: Bool

    /// To an address that somebody has named; a letter of the same kind about the same account that has not left yet is dropped. Not one with a
    /// link to a new password: anybody may ask for those, and must not keep the owner's back.
    ///
    /// `user`: the account it is about, nil when that is still to be looked up. `cookie`: SHA-256 of the cookie of the browser in
    /// which its link works.
    func write(
        _ letter: Letter, of user: UserID?, to address: EmailAddress, cookie: [UInt8]? = nil, language: Language? = nil
    ) async throws(PostgresError) {
        guard areSent else { return }
        _ = try await pool.query(
            LetterStatements.insert, values(letter, of: user, to: address.description, cookie: cookie, language: language))
    }

    /// To the address that the account has now, in the transaction of what it reports: either both are there or neither.
    func write(_ letter: Letter, to owner: UserID, in transaction: PostgresTransaction) async throws {
        guard areSent else { return }
        _ = try await transaction.query(
            LetterStatements.insertToOwner, [.id(nextID), .text(letter.rawValue), .id(owner), .instant(clock.instant)])
    }

    /// In a transaction. `id`: for a letter whose link is known already.
    func write(
        _ letter: Letter, id: LetterID? = nil, of user: UserID?, to address: String, cookie: [UInt8]? = nil,
        language: Language? = nil, in transaction: PostgresTransaction
    ) async throws {
        guard areSent else { return }
        _ = try await transaction.query(
            LetterStatements.insert, values(letter, id: id, of: user, to: address, cookie: cookie, language: language))
    }

    private func values(
        _ letter: Letter, id: LetterID? = nil, of user: UserID?, to address: String, cookie: [UInt8]?, language: Language?
    ) -> [PostgresValue] {
        [
            .id(id ?? nextID), .text(letter.rawValue), .id(user), .text(address), .text(language?.rawValue),
            cookie.map { .bytes($0) } ?? .null, .instant(clock.instant), .bool(letter.link != nil && letter != .recovery),
        ]
    }

    private var nextID: LetterID { ids.next() }
}

enum LetterEntity {}
/// Identifies a letter, and the link in it.
typealias LetterID = Identifier<LetterEntity>
