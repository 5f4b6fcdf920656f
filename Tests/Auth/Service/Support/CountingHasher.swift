@testable import AuthService
import Synchronization

/// Hashes as the service does and counts how often.
final class CountingHasher: PasswordHasher {
    private let hasher: any PasswordHasher
    private let counts = Mutex((hashed: 0, verified: 0))

    init(_ hasher: any PasswordHasher) { self.hasher = hasher }

    var hashed: Int { counts.withLock(\.hashed) }
    var verified: Int { counts.withLock(\.verified) }
    var unknownPasswordHash: String { hasher.unknownPasswordHash }

    func isCurrent(_ hash: String) -> Bool { hasher.isCurrent(hash) }

    func hash(_ password: [UInt8]) async throws -> String {
        counts.withLock { $0.hashed += 1 }
        return try await hasher.hash(password)
    }

    func verify(_ password: [UInt8], _ hash: String) async throws -> Bool {
        counts.withLock { $0.verified += 1 }
        return try await hasher.verify(password, hash)
    }
}
