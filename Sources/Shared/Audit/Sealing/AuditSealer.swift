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
        var sealed = 0
        /// To be published, now that it is committed.
        var checkpoint: SignedNote?
        var size = 0
    }

    func begin() async throws(PostgresError) { _ = try await pool.query(SealingStatements.begin, [.text(settings.origin)]) }

    /// Seals one batch at most, and signs if it is time. Nil: another replica is at it.
    func seal() async throws -> Turn? {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(SealingStatements.head).first.map({ RowOf<HeadColumn>($0) }) else {
                return nil
            }
            var head = try Head(row)
            guard head.origin == settings.origin else { throw Refusal.otherOrigin(head.origin) }
            guard try !row.bool(.isElsewhere) else { throw Refusal.otherServer }
            let old = head.frontier.size
            let rows = try await transaction.query(
                SealingStatements.unsealed, [.text(head.xid), .id(head.entryID), .int(Self.batch)])
            var leaves: [(entry: AuditEntry, hash: TreeHash)] = []
            for row in rows.map({ RowOf<EntryColumn>($0) }) {
                let stored = try StoredEntry(row)
                leaves.append((stored.entry, stored.entry.leaf))
                head.frontier.append(stored.entry.leaf)
                (head.xid, head.entryID) = (stored.xid, AuditEntryID(stored.entry.id))
            }
            var turn = Turn(sealed: leaves.count, size: head.frontier.size)
            if !leaves.isEmpty {
                try await add(leaves, from: old, transaction)
                try await addTiles(from: old, to: head.frontier.size, transaction)
                _ = try await transaction.query(
                    SealingStatements.advance,
                    [
                        .int(head.frontier.size), .bytesArray(head.frontier.hashes.map(\.octets)), .text(head.xid),
                        .id(head.entryID),
                    ])
            }
            turn.checkpoint = try await sign(head.frontier, transaction)
            return turn
        }
    }

    private func add(_ leaves: [(entry: AuditEntry, hash: TreeHash)], from first: Int, _ transaction: PostgresTransaction)
        async throws
    {
        let values: [PostgresValue] = [
            .intArray(leaves.indices.map { first + $0 }), .ids(leaves.map { AuditEntryID($0.entry.id) }),
            .timestamptzArray(leaves.map(\.entry.at.microseconds)), .bytesArray(leaves.map(\.hash.octets)),
        ]
        _ = try await transaction.query(SealingStatements.addLeaves, values)
    }

    /// The tiles that have become whole, each from what lies below it.
    private func addTiles(from old: Int, to size: Int, _ transaction: PostgresTransaction) async throws {
        var (level, width) = (0, Tile.width)
        while size / width > 0 {
            for number in old / width..<size / width {
                let places = (number * Tile.width, (number + 1) * Tile.width - 1)
                var hashes: [TreeHash] = []
                if level == 0 {
                    for row in try await transaction.query(SealingStatements.leaves, [.int(places.0), .int(places.1)]) {
                        hashes += [try RowOf<HashColumn>(row).hash()]
                    }
                } else {
                    let below = try await transaction.query(
                        SealingStatements.tiles, [.int(level - 1), .int(places.0), .int(places.1)])
                    for row in below {
                        guard let tile = Tile(octets: try RowOf<TileColumn>(row).bytes(.hashes)) else { throw AuditFault.noTile }
                        hashes.append(tile.root(over: 0..<Tile.width))
                    }
                }
                guard let tile = Tile(hashes) else { throw AuditFault.noTile }
                _ = try await transaction.query(
                    SealingStatements.addTile, [.int(level), .int(number), .bytes(tile.octets)])
            }
            (level, width) = (level + 1, width * Tile.width)
        }
    }

    /// Nil when it is not time, or nothing is new.
    private func sign(_ frontier: Frontier, _ transaction: PostgresTransaction) async throws -> SignedNote? {
        guard let key = settings.key, frontier.size > 0 else { return nil }
        let now = clock.instant
        if let last = try await transaction.query(SealingStatements.checkpoint).first.map({ RowOf<CheckpointColumn>($0) }) {
            let next = try last.instant(.at).microseconds + Int64(settings.checkpointInterval / .microseconds(1))
            guard try last.int(.size) < frontier.size, now.microseconds >= next else { return nil }
        }
        let root = frontier.root
        var note = SignedNote(text: Checkpoint(origin: settings.origin, size: frontier.size, root: root).text)
        note.sign(as: settings.origin, with: key)
        _ = try await transaction.query(
            SealingStatements.addCheckpoint,
            [.int(frontier.size), .bytes(root.octets), .instant(now), .text(note.description)])
        return note
    }

    /// Entries in the tree; nil before it was begun.
    func size() async throws(PostgresError) -> Int? {
        try await pool.query(SealingStatements.headOnly).first.map { row throws(PostgresError) in
            try RowOf<HeadColumn>(row).int(.size)
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

/// What is not as it must be in the tree of a log.
enum AuditFault: Error {
    /// A tile that was whole is not there.
    case noTile
    /// The head does not fit its size.
    case noHead
}

/// Where the tree ends.
struct Head {
    var frontier: Frontier
    var xid: String
    var entryID: AuditEntryID
    let origin: String

    init(_ row: RowOf<HeadColumn>) throws {
        let octets = try row.bytes(.frontier)
        let hashes = stride(from: 0, to: octets.count, by: TreeHash.length).compactMap {
            TreeHash(octets: Array(octets[$0..<min($0 + TreeHash.length, octets.count)]))
        }
        guard let frontier = Frontier(size: try row.int(.size), hashes: hashes) else { throw AuditFault.noHead }
        self.frontier = frontier
        xid = try row.text(.xid)
        entryID = try row.id(.entryID)
        origin = try row.text(.origin)
    }
}

extension RowOf<HashColumn> {
    func hash() throws -> TreeHash {
        guard let hash = TreeHash(octets: try bytes(.hash)) else { throw AuditFault.noTile }
        return hash
    }
}
