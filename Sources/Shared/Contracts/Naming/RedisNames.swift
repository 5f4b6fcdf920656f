/// Every Redis channel and key, so that no two services use one name for two things.
///
/// A prefix keeps installations, and tests, apart that share one Redis: `RedisNames(prefix: "t1:")`.
package struct RedisNames: Sendable {
    package let prefix: String

    package init(prefix: String = "") {
        self.prefix = prefix
    }

    // MARK: Channels

    /// Live messages for one user's sockets; a replica subscribes while that user is connected to it.
    package func inboxChannel(_ user: UserID) -> String { "\(prefix)inbox:\(user)" }
    /// Sessions have been revoked; see `Revocation`.
    package var revocationsChannel: String { "\(prefix)revocations" }
    /// A user's name, role, active flag or language has changed; see `UserChange`. Cached doctors are dropped by it.
    package var usersChannel: String { "\(prefix)users" }
    /// The outbox of the appointment service has new rows; no content.
    package var outboxChannel: String { "\(prefix)outbox" }

    // MARK: Keys

    /// Sorted set of `Revocation.member`s, the score being the Unix second after which no token of the session can be alive.
    package var revokedSessions: String { "\(prefix)sessions:revoked" }
    /// The first page of a patient's own appointments, 30 s.
    package func patientAppointments(_ patient: UserID) -> String { key("appointments:patient:", patient) }
    /// The first page of the requests to a doctor, 30 s.
    package func doctorAppointments(_ doctor: UserID) -> String { key("appointments:doctor:", doctor) }
    /// The first page of a user's inbox, 30 s.
    package func notifications(_ user: UserID) -> String { key("notifications:", user) }
    /// A single-use ticket for the live socket, named by the digest of its secret.
    package func ticket(_ digest: String) -> String { "\(prefix)ticket:\(digest)" }
    /// Hash of the current figures of each replica of the notification service.
    package var replicas: String { "\(prefix)notification:replicas" }
    /// A rate limiter's state: which limit, and whom it counts (an address, an account, a user).
    package func rate(_ limit: String, _ subject: String) -> String { "\(prefix)rate:\(limit):\(subject)" }

    /// In one allocation: these keys are made with every request.
    private func key(_ kind: String, _ user: UserID) -> String {
        var key = ""
        key.reserveCapacity(prefix.utf8.count + kind.utf8.count + UserID.longestText)
        key += prefix
        key += kind
        key += user.description
        return key
    }
}
