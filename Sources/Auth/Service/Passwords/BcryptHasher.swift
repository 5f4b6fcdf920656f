import OpenSSL
import Reactor

/// bcrypt on a pool of its own threads, shared by all loops.
struct BcryptHasher: PasswordHasher {
    let unknownPasswordHash: String
    private let pool: BlockingPool
    private let rounds: Int

    /// Takes as long as one hash.
    init(pool: BlockingPool, rounds: Int) throws(OpenSSLError) {
        self.pool = pool
        self.rounds = rounds
        unknownPasswordHash = try Bcrypt.hash(password: Array(Base64URL.encode(RandomBytes.generate(32)).utf8), rounds: rounds)
    }

    func hash(_ password: [UInt8]) async throws -> String {
        let rounds = rounds
        return try await pool.run { () -> Result<String, OpenSSLError> in
            do throws(OpenSSLError) { return .success(try Bcrypt.hash(password: password, rounds: rounds)) } catch {
                return .failure(error)
            }
        }.get()
    }

    func isCurrent(_ hash: String) -> Bool { Bcrypt.rounds(of: hash) == rounds }

    func verify(_ password: [UInt8], _ hash: String) async throws -> Bool {
        try await pool.run { Bcrypt.verify(password, hash) }
    }
}
