import Glibc
import OpenSSL
import Reactor

/// bcrypt on a pool of its own threads, shared by all loops. They step back for whoever answers requests: a loop that wakes up gets
/// its core at once, however many passwords wait, and nobody else uses the cores meanwhile.
struct BcryptHasher: PasswordHasher {
    let unknownPasswordHash: String
    /// As nice(2) counts; a tenth of the weight of the loops' threads.
    private static let niceness: Int32 = 10

    private let pool: BlockingPool
    private let rounds: Int

    init(pool: BlockingPool, rounds: Int) throws(OpenSSLError) {
        self.pool = pool
        self.rounds = rounds
        unknownPasswordHash = try Bcrypt.matchless(rounds: rounds)
    }

    func hash(_ password: [UInt8]) async throws -> String {
        let rounds = rounds
        return try await pool.run { () -> Result<String, OpenSSLError> in
            Self.stepBack()
            do throws(OpenSSLError) { return .success(try Bcrypt.hash(password: password, rounds: rounds)) } catch {
                return .failure(error)
            }
        }.get()
    }

    func isCurrent(_ hash: String) -> Bool { Bcrypt.rounds(of: hash) == rounds }

    func verify(_ password: [UInt8], _ hash: String) async throws -> Bool {
        try await pool.run {
            Self.stepBack()
            return Bcrypt.verify(password, hash)
        }
    }

    /// The thread that runs this, and no other (setpriority(2), "C library/kernel differences"); once is enough, and costs nothing again.
    private static func stepBack() { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
}
