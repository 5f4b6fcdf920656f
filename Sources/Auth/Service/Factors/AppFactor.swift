import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

/// The codes of an authenticator app: the secret, sealed in the database, and the codes made of it. Each code is accepted once.
struct AppFactor {
    /// Wrong codes after which the factor has to wait.
    static let attemptLimit = 5
    private static let waitSeconds: Int64 = 900

    struct Settings: Sendable {
        let cipher: AESGCM
        /// Whether a code is also accepted in the thirty seconds after its own.
        let takesPrevious: Bool
    }

    let pool: PostgresPool
    let settings: Settings
    let clock: WallClock

    /// A new secret, which does not count before a code of it is confirmed. Nil when the account has an app.
    func prepare(for user: UserID) async throws(PostgresError) -> [UInt8]? {
        let secret = RandomBytes.generate(TOTP.secretLength)
        let values: [PostgresValue] = [.id(user), .bytes(seal(secret, of: user)), .instant(clock.instant)]
        return try await pool.query(FactorStatements.prepareApp, values).affectedRows == 1 ? secret : nil
    }

    /// A code that belongs to the secret.
    struct Match {
        let step: Int64
        /// The secret as it is stored.
        let sealed: [UInt8]
    }

    /// The step of a code; nil for a wrong one, without a factor, and while the factor waits. Counts as an attempt.
    func match(_ code: String, of user: UserID, isConfirmed: Bool) async throws(PostgresError) -> Match? {
        let now = clock.instant
        let values: [PostgresValue] = [
            .id(user), .instant(now), .instant(now.adding(seconds: Self.waitSeconds)), .bool(isConfirmed),
        ]
        guard let row = try await pool.query(FactorStatements.attemptApp, values).first, let code = TOTP.read(code) else {
            return nil
        }
        let sealed = try row.bytes(0)
        guard let secret = settings.cipher.open(sealed, context: Self.context(user)) else { return nil }
        let step = TOTP.step(at: now)
        let steps = settings.takesPrevious ? [step, step - 1] : [step]
        let found = steps.first { step in
            let right = TOTP.code(at: step) { HMACSHA1.sign($0, key: secret) }
            return constantTimeEquals(Array(right.utf8), Array(code.utf8))
        }
        return found.map { Match(step: $0, sealed: sealed) }
    }

    /// Whether the code is right and had not been used.
    func take(_ code: String, of user: UserID) async throws(PostgresError) -> Bool {
        guard let match = try await match(code, of: user, isConfirmed: true) else { return false }
        return try await pool.query(FactorStatements.takeStep, [.id(user), .int(Int(match.step))]).affectedRows == 1
    }

    private func seal(_ secret: [UInt8], of user: UserID) -> [UInt8] { settings.cipher.seal(secret, context: Self.context(user)) }

    private static func context(_ user: UserID) -> [UInt8] { Array("totp \(user)".utf8) }
}
