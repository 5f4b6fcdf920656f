/// Hashes and verifies passwords without blocking the loop. Throws `BlockingPool.Saturated` at once when too many wait already.
protocol PasswordHasher: Sendable {
    /// `PasswordHash.takes` the password.
    func hash(_ password: [UInt8]) async throws -> String

    func verify(_ password: [UInt8], _ hash: String) async throws -> Bool

    /// Whether a hash costs what a new one would.
    func isCurrent(_ hash: String) -> Bool

    /// The hash of a password that nobody has, as costly to verify as any other; used when there is no account.
    var unknownPasswordHash: String { get }
}
