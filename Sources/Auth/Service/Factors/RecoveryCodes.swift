import AuthDomain
import Contracts
import Hosting
import OpenSSL
import Postgres

/// Recovery codes in auth_db, as digests.
struct RecoveryCodes {
    let pool: PostgresPool

    /// Replaces all codes by new ones, which are shown this once.
    static func replace(of user: UserID, at now: Instant, in transaction: PostgresTransaction) async throws -> [RecoveryCode] {
        _ = try await transaction.query(FactorStatements.deleteCodes, [.id(user)])
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode(RandomBytes.generate(RecoveryCode.entropyLength)) }
        _ = try await transaction.query(
            FactorStatements.insertCodes, [.id(user), .bytesArray(codes.map(digest)), .instant(now)])
        return codes
    }

    /// Whether it is one of their codes; it does not work any more afterwards.
    func take(_ code: RecoveryCode, of user: UserID) async throws(PostgresError) -> Bool {
        try await pool.query(FactorStatements.takeCode, [.id(user), .bytes(Self.digest(code))]).first != nil
    }

    private static func digest(_ code: RecoveryCode) -> [UInt8] { SHA256.hash(Array(code.letters.utf8)) }
}
