package import Contracts
import Hosting
package import Postgres

/// E-mails on their way, in the table `emails` of a service's own database. Who claims one has it for `lease`; if its outcome is not written
/// down by then, it is due again.
///
/// What is in a mail, and which is due first, is the service's; this is what all such tables have:
///
/// ```
/// id · status WAITING | OVERTAKEN | FAILED · attempts · due_at · claimed · error · created_at
/// ```
package struct MailQueue<Content: Sendable>: Sendable {
    package let pool: PostgresPool
    private let claim: Statement
    private let read: @Sendable (PostgresRow) throws(PostgresError) -> QueuedMail<Content>

    /// `claim` takes the lease in microseconds, and claims the mail that is due and that nobody else has claimed; `read` reads its row.
    package init(
        pool: PostgresPool, claim: Statement,
        read: @escaping @Sendable (PostgresRow) throws(PostgresError) -> QueuedMail<Content>
    ) {
        self.pool = pool
        self.claim = claim
        self.read = read
    }

    package func claim(for lease: Duration) async throws(PostgresError) -> QueuedMail<Content>? {
        guard let row = try await pool.query(claim, [.int(lease.wholeMicroseconds)]).first else { return nil }
        return try read(row)
    }

    /// Whether nothing newer has made the mail untrue; asked right before it leaves.
    func isTrue(_ id: UUIDValue) async throws(PostgresError) -> Bool {
        try await !pool.query(MailStatements.isTrue, [.uuid(PostgresUUID(id))]).isEmpty
    }

    /// It was sent, or must not be sent any more.
    package func remove(_ id: UUIDValue) async throws(PostgresError) {
        _ = try await pool.query(MailStatements.remove, [.uuid(PostgresUUID(id))])
    }

    /// `error` holds no personal data.
    func postpone(_ id: UUIDValue, for pause: Duration, error: String) async throws(PostgresError) {
        _ = try await pool.query(
            MailStatements.postpone, [.uuid(PostgresUUID(id)), .int(pause.wholeMicroseconds), .text(error)])
    }

    /// It will never be sent.
    func giveUp(_ id: UUIDValue, error: String) async throws(PostgresError) {
        _ = try await pool.query(MailStatements.giveUp, [.uuid(PostgresUUID(id)), .text(error)])
    }
}

/// An e-mail that somebody is about to send.
package struct QueuedMail<Content: Sendable>: Sendable {
    /// The Message-ID is made of it, so that a mail sent again is the same mail.
    package let id: UUIDValue
    /// What the service needs to word and address it.
    package let content: Content
    /// This one included.
    package let attempts: Int
    package let createdAt: Instant
    /// Newer news made it untrue.
    package let isOvertaken: Bool
    /// When the mail becomes useless; nil: never.
    package let endsAt: Instant?

    package init(
        id: UUIDValue, content: Content, attempts: Int, createdAt: Instant, isOvertaken: Bool = false, endsAt: Instant? = nil
    ) {
        self.id = id
        self.content = content
        self.attempts = attempts
        self.createdAt = createdAt
        self.isOvertaken = isOvertaken
        self.endsAt = endsAt
    }
}

/// What is decided about a mail when it is about to leave.
package enum MailDraft: Sendable {
    case ready(to: String, EmailText)
    /// The address is not confirmed, or nobody has it.
    case withheld
    case overtaken
    /// Why it cannot be decided yet; no personal data.
    case postponed(String)
    case failed(String)
}

extension PostgresUUID {
    fileprivate init(_ uuid: UUIDValue) { self.init(high: uuid.high, low: uuid.low) }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}
