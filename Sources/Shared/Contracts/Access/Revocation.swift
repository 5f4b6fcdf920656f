/// A session that has ended before its tokens: what a daemon must remember so as to refuse them.
///
/// Auth keeps it in its database for good, in the sorted set `RedisNames.revokedSessions` as `member` with the score `until`, and
/// announces it on `RedisNames.revocationsChannel` as one of
///
/// ```json
/// {"revoked":[{"sessionId":"0198…","userId":"0197…","until":1796000930}]}
/// {"reload":true}
/// ```
///
/// the latter when the set may have changed without a message: read it again.
package struct Revocation: Hashable, Sendable {
    package let sessionID: SessionID
    package let userID: UserID
    /// All tokens of the session have expired by then, and the revocation may be dropped; whole seconds.
    package let until: Instant

    package init(sessionID: SessionID, userID: UserID, until: Instant) {
        self.sessionID = sessionID
        self.userID = userID
        self.until = until
    }

    /// `sessionId:userId`.
    package var member: String { "\(sessionID):\(userID)" }

    /// From the sorted set; nil for a member that is not in this form.
    package init?(member: String, until: Int64) {
        let parts = member.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let session = SessionID(String(parts[0])), let user = UserID(String(parts[1])) else { return nil }
        self.init(sessionID: session, userID: user, until: Instant(seconds: until))
    }

    /// The JSON names of the messages.
    package enum Field {
        package static let revoked: StaticString = "revoked"
        package static let sessionID: StaticString = "sessionId"
        package static let userID: StaticString = "userId"
        package static let until: StaticString = "until"
        package static let reload: StaticString = "reload"
    }
}
