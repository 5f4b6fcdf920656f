import Basics
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

/// Puts new entries into the tree, in the order of their transactions, and signs what it has become. Any number of replicas may run
/// one:
/// whoever holds the row of the head seals, the others pass. A replica that dies in between has changed nothing.
struct AuditSealer {
    struct Settings {
        /// What the log's first tree is called.
        let origin: String
        /// Nil: nothing is signed.
        let key: Ed25519.PrivateKey?
        let checkpointInterval: Duration
    }

    let pool: PostgresPool
    let settings: Settings
    let clock: WallClock

    /// Entries of one transaction.
    static let batch = 1_000

    /// Why nothing is sealed until an operator has looked at it.
    enum Refusal: Error, CustomStringConvertible {
        /// The log has been begun under another name.
        case otherOrigin(String)
        /// What was sealed has transactions that this server has not had yet: the database has come from elsewhere.
        case otherServer

        var description: String {
            switch self {
            case .otherOrigin(let origin): "the log in the database is called \(origin)"
            case .otherServer: "the log in the database has been restored into another server"
            }
        }
    }

    /// The result of one turn.
    struct Turn {
        let sealed: Int
        /// To be published, now that it is committed.
        let checkpoint: SignedNote?
        let place: TreePlace
    }

    func begin() async throws(PostgresError) { _ = try await pool.query(SealingStatements.begin, [.text(settings.origin)]) }

    /// Seals one batch at most, and signs if it is time. Nil: another replica is at it.
    /// Throws `Refusal`, or what the database throws.
    func seal() async throws -> Turn? {
        let (turn, refusal): (Turn?, Refusal?) = try await pool.transaction { transaction in
            guard let row = try await transaction.query(SealingStatements.head).first.map({ RowOf<HeadColumn>($0) }) else {
                return (nil, nil)
            }
            var head = try Head(row)
            guard head.name == LogName(settings.origin, era: head.name.era) else {
                throw Refusal.otherOrigin(head.name.origin)
            }
            guard try !row.bool(.isElsewhere) else {
                _ = try await transaction.query(SealingStatements.markElsewhere)
                return (nil, .otherServer)
            }
            let rows = try await transaction.query(
                SealingStatements.unsealed, [.text(head.xid), .id(head.entryID), .int(Self.batch)])
            var entries: [AuditEntry] = []
            for row in rows.map({ RowOf<EntryColumn>($0) }) {
                let stored = try StoredEntry(row)
                entries.append(stored.entry)
                (head.xid, head.entryID) = (stored.xid, AuditEntryID(stored.entry.id))
            }
            let writing = TreeWriting(tree: .current, transaction: transaction)
            try await writing.add(entries, to: &head.frontier)
            if !entries.isEmpty {
                _ = try await transaction.query(
                    SealingStatements.advance,
                    [
                        .int(head.frontier.size), .bytesArray(head.frontier.hashes.map(\.octets)), .text(head.xid),
                        .id(head.entryID),
                    ])
            }
            let note = try await writing.sign(
                head.frontier, as: head.name.origin, with: settings.key, every: settings.checkpointInterval, at: clock.instant,
                oldest: {
                    let values: [PostgresValue] = [.text(head.xid), .id(head.entryID), .int(Self.batch)]
                    let row = RowOf<OldestColumn>(try await transaction.query(SealingStatements.oldest, values)[0])
                    return try row.instantOrNil(.oldest)
                })
            let place = TreePlace(era: head.name.era, size: head.frontier.size)
            return (Turn(sealed: entries.count, checkpoint: note, place: place), nil)
        }
        if let refusal { throw refusal }
        return turn
    }

    /// Where the tree ends; nil before it was begun.
    func place() async throws(PostgresError) -> TreePlace? {
        try await pool.query(SealingStatements.headOnly).first.map { row throws(PostgresError) in
            let row = RowOf<HeadColumn>(row)
            return TreePlace(era: try row.int(.era), size: try row.int(.size))
        }
    }

    struct Backlog {
        let waiting: Int
        let oldest: Instant?
    }

    /// What waits to be sealed, up to `limit`.
    func backlog(limit: Int = 100_000) async throws(PostgresError) -> Backlog? {
        guard let row = try await pool.query(SealingStatements.headOnly).first.map({ RowOf<HeadColumn>($0) }) else { return nil }
        let values: [PostgresValue] = [.text(try row.text(.xid)), .id(try row.id(.entryID) as AuditEntryID), .int(limit)]
        let waiting = RowOf<BacklogColumn>(try await pool.query(SealingStatements.backlog, values)[0])
        return Backlog(waiting: try waiting.int(.count), oldest: try waiting.instantOrNil(.oldest))
    }
}
