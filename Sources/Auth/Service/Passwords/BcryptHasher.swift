import Glibc
import OpenSSL
import Reactor

/// bcrypt on a pool of threads shared by all loops. The threads have a lower priority than the loops: a loop that wakes up gets its core
/// at once, however many passwords wait.
struct BcryptHasher: PasswordHasher {
    let unknownPasswordHash: String
    /// In the units of nice(2); a tenth of the weight of the loops' threads.
    private static let niceness: Int32 = 10

    private let pool: BlockingPool
    private let passwords: PasswordHash

    init(pool: BlockingPool, _ passwords: PasswordHash) throws(OpenSSLError) {
        self.pool = pool
        self.passwords = passwords
        unknownPasswordHash = try Bcrypt.matchless(rounds: passwords.rounds)
    }

    func hash(_ password: [UInt8]) async throws -> String {
        let passwords = passwords
        return try await pool.run { () -> Result<String, OpenSSLError> in
            Self.stepBack()
            do throws(OpenSSLError) { return .success(try passwords.hash(password)) } catch {
                return .failure(error)
            }
        }.get()
    }

    func isCurrent(_ hash: String) -> Bool { passwords.isCurrent(hash) }

    func verify(_ password: [UInt8], _ hash: String) async throws -> Bool {
        let passwords = passwords
        return try await pool.run {
            Self.stepBack()
            return passwords.verify(password, hash)
        }
    }

    /// Lowers only the thread that runs this (setpriority(2), "C library/kernel differences"). Once would be enough; again costs
    /// nothing.
    private static func stepBack() { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
}
