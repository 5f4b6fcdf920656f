package import Contracts
package import Postgres

/// How far auth's changes have been read, in the table `people_feed` that each service has that reads them. Each method is one statement.
package struct UserFeedPosition {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// The position reached, when this replica may go on from there: nobody else holds it, or `holder` does, until 10 s from now.
    package func claim(as holder: TokenID) async throws(PostgresError) -> Int64? {
        guard let row = try await pool.query(UserFeedStatements.claim, [.id(holder)]).first else { return nil }
        return Int64(try row.int(0))
    }

    /// False when somebody else has taken over.
    package func advance(from old: Int64, to new: Int64, as holder: TokenID) async throws(PostgresError) -> Bool {
        try await pool.query(UserFeedStatements.advance, [.id(holder), .int(Int(old)), .int(Int(new))]).affectedRows == 1
    }

    package func release(by holder: TokenID) async throws(PostgresError) {
        _ = try await pool.query(UserFeedStatements.release, [.id(holder)])
    }
}
