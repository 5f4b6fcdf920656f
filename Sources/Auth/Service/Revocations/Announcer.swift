import Access
import AuthDomain
import Contracts
import Hosting
import Redis

/// Tells the other processes through Redis what has been committed here. This process learns of revoked sessions at once; when
/// Redis is away, `RevocationRefill` tells the others later. A service that misses the message about a changed user asks auth for
/// changes. One per loop.
struct Announcer {
    let revocations: Revocations
    let redis: RedisClient
    let names: RedisNames

    /// Returns at once.
    func announce(_ revoked: [Revocation]) {
        guard !revoked.isEmpty else { return }
        revocations.add(revoked)
        let scored = revoked.flatMap { [RedisArgument.integer($0.until.seconds), .text($0.member)] }
        redis.post(["ZADD", .text(names.revokedSessions)] + scored)
        redis.post("PUBLISH", .text(names.revocationsChannel), .bytes(RevocationMessage.revoked(revoked).payload))
    }

    /// After a change of name, role, active flag or language, and for a new account. Returns at once.
    func announce(_ user: User) {
        redis.post("PUBLISH", .text(names.usersChannel), .bytes(UserChange(user).payload))
    }
}
