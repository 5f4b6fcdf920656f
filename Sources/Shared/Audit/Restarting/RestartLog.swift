import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

/// Goes on with a log in a new tree, when its tree can no longer grow: the database was rolled back, has come from another server, or the
/// log is called otherwise. The new tree's first leaf tells of the old one, and everything that is in the log follows; the old tree is kept.
struct RestartLog: Sendable {
    enum Failure: Error, Equatable, CustomStringConvertible {
        case notBegun
        case inOrder
        case another

        var description: String {
            switch self {
            case .notBegun: "there is no log yet"
            case .inOrder: "the log is in order, and a new tree would only make it harder to check; --force begins one all the same"
            case .another: "somebody else has just begun the log anew"
            }
        }
    }

    /// A checkpoint that somebody holds, and how far the log was then.
    struct Kept: Sendable {
        let place: TreePlace
        let note: SignedNote
    }

    struct Outcome: Sendable {
        let name: LogName
        /// Entries of the new tree.
        let size: Int
        /// Nil without a key.
        let checkpoint: SignedNote?
    }

    let settings: AuditSealer.Settings
    let reason: String
    let clock: WallClock
    /// The newest that is outside.
    var kept: Kept?
    /// Also when it is in order.
    var isForced = false

    /// Throws `Failure`, or what the database throws; then nothing has changed.
    func callAsFunction(_ pool: PostgresPool) async throws -> Outcome {
        var seen: Int?
        // The sealer may have been at it.
        return try await pool.transaction(.repeatableRead, attempts: 20) { transaction in
            guard let row = try await transaction.query(RestartStatements.head).first.map({ RowOf<HeadColumn>($0) }) else {
                throw Failure.notBegun
            }
            let name = try LogName(row)
            guard seen ?? name.era == name.era else { throw Failure.another }
            seen = name.era
            guard try isForced || !isInOrder(row) else { throw Failure.inOrder }
            let next = LogName(settings.origin, era: max(name.era, kept?.place.era ?? 1) + 1)
            return try await restart(name, as: next, row, transaction)
        }
    }

    private func isInOrder(_ row: RowOf<HeadColumn>) throws -> Bool {
        guard let head = try? Head(row), head.name == LogName(settings.origin, era: head.name.era) else { return false }
        if let kept, TreePlace(era: head.name.era, size: head.frontier.size) < kept.place { return false }
        return try !row.bool(.isElsewhere)
    }

    private func restart(
        _ old: LogName, as next: LogName, _ row: RowOf<HeadColumn>, _ transaction: PostgresTransaction
    ) async throws -> Outcome {
        let details = SealedDetails(
            PrivateDetails(checkpoint: try await newest(old, transaction)?.description, note: reason))
        let id: AuditEntryID = IdentifierSource(clock: clock).next()
        let (event, system, now) = (AuditEvent.restart, AuditEntry.Actor(id: nil, role: AuditEntry.Actor.system), clock.instant)
        let entry = AuditEntry(
            id: id.uuid, at: now, event: event.name, action: event.action, purpose: .system, actor: system,
            commitment: details.commitment)
        _ = try await transaction.query(RestartStatements.nextTree)
        let writing = TreeWriting(tree: .next, transaction: transaction)
        var frontier = Frontier()
        try await writing.add([entry], to: &frontier)
        try await addAll(to: &frontier, writing)
        let values: [PostgresValue] = [
            .id(id), .instant(now), .text(event.name), .text(event.action.rawValue), .text(system.role),
            .text(entry.purpose.rawValue), .bytes(details.commitment.octets), details.salt.map { .bytes($0) } ?? .null,
            .text(details.text),
        ]
        _ = try await transaction.query(RestartStatements.addEntry, values)
        let note = try await writing.sign(frontier, as: next.origin, with: settings.key, every: .zero, at: now)
        _ = try await transaction.query(RestartStatements.keepHead, [.instant(now)])
        let horizon = try (row.next() as RowOf<RestartColumn>).text(.horizon)
        _ = try await transaction.query(
            RestartStatements.replaceHead,
            [
                .int(frontier.size), .bytesArray(frontier.hashes.map(\.octets)), .text(horizon), .int(next.era), .text(next.origin),
            ])
        // The last: whoever reads the tree waits from here on.
        _ = try await transaction.query(RestartStatements.endEra, [.int(old.era)])
        return Outcome(name: next, size: frontier.size, checkpoint: note)
    }

    /// All that there is, also of transactions that this server has not had: they came with the database, and are committed. Those that are
    /// under way follow when they have ended.
    private func addAll(to frontier: inout Frontier, _ writing: TreeWriting) async throws {
        var last: [PostgresValue] = ["0", "00000000-0000-0000-0000-000000000000"]
        while true {
            let rows = try await writing.transaction.query(RestartStatements.entries, last + [.int(AuditSealer.batch)])
            let entries = try rows.map { try StoredEntry(RowOf<EntryColumn>($0)) }
            try await writing.add(entries.map(\.entry), to: &frontier)
            guard let end = entries.last, entries.count == AuditSealer.batch else { return }
            last = [.text(end.xid), .id(AuditEntryID(end.entry.id))]
        }
    }

    /// The newest checkpoint of the log, here or outside; nil when it was never signed.
    private func newest(_ old: LogName, _ transaction: PostgresTransaction) async throws -> SignedNote? {
        let row = try await transaction.query(TreeStatements.current.checkpoint).first.map { RowOf<CheckpointColumn>($0) }
        guard let row else { return kept?.note }
        let place = TreePlace(era: old.era, size: try row.int(.size))
        if let kept, place < kept.place { return kept.note }
        return SignedNote(try row.text(.note)) ?? kept?.note
    }
}
