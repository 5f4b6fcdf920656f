import Contracts
import Synchronization

/// How many live sockets each user has in this process, over all its loops. Safe from every thread.
final class SocketCounts: Sendable {
    /// The most sockets of one user, WebSockets and streams together; beyond it a socket is closed with 1013.
    static let perUser = 64

    /// Locked for one dictionary access.
    private let counts = Mutex<[UserID: Int]>([:])

    init() {}

    /// False when the user has `perUser` already; otherwise one more, until `release`.
    func admit(_ user: UserID) -> Bool {
        counts.withLock { counts in
            let count = counts[user, default: 0]
            guard count < Self.perUser else { return false }
            counts[user] = count + 1
            return true
        }
    }

    func release(_ user: UserID) {
        counts.withLock { counts in
            guard let count = counts[user] else { preconditionFailure("released more often than admitted") }
            counts[user] = count == 1 ? nil : count - 1
        }
    }

    func count(of user: UserID) -> Int { counts.withLock { $0[user, default: 0] } }
}
