import Contracts
import Hosting
import OpenSSL
package import Postgres
import ServiceRuntime

/// Reads a whole log and says whether it is still what it was: every leaf from its entry, every tile and root from the leaves, what was
/// signed, and what somebody else has kept. Of a log that was begun anew the tree in use, and those that kept checkpoints are of.
package struct AuditCheck: Sendable {
    /// Who must have signed, under whatever name the tree has; nil: not known.
    package var key: NoteKey?
    /// Checkpoints that were kept outside the database.
    package var kept: [SignedNote] = []
    /// A file in PEM with the authorities that time stamps are trusted by; nil: they are not looked at.
    package var authorities: String?
    /// The how manieth tree of the log is checked; nil: the one in use.
    package var era: Int?
    /// The first index whose entry is read; below it the stored hashes are taken as they are.
    package var since = 0
    /// Whether the entries and what is beside the tree are read at all; else the leaves are taken as they are, and what is made of them
    /// is checked.
    package var readsEntries = true
    /// How far behind the checkpoint before it an entry's time may lie.
    package var tolerance = Duration.seconds(60)
    /// Returns a row when a change of this service has no entry.
    package var unrecorded: Statement?

    package struct NoSuchTree: Error, CustomStringConvertible {
        let era: Int
        package var description: String { "the log has no tree \(era)" }
    }

    package init() {}

    /// Throws `NoSuchTree`, and what the database throws.
    package func callAsFunction(_ pool: PostgresPool) async throws -> AuditVerdict {
        try await pool.transaction(.repeatableRead) { try await check($0) }
    }

    private func check(_ transaction: PostgresTransaction) async throws -> AuditVerdict {
        _ = try await transaction.query(CheckingStatements.hold)
        guard let current = try await transaction.query(CheckingStatements.head).first.map({ RowOf<HeadColumn>($0) }) else {
            return AuditVerdict()
        }
        let announced = try await Announced(transaction)
        let ended = try await transaction.query(CheckingStatements.eras).map { RowOf<HeadColumn>($0) }
        let names = try (ended + [current]).map { row in try LogName(row) }
        let newest = names[names.count - 1], wanted = era ?? newest.era
        guard names.contains(where: { $0.era == wanted }) else { throw NoSuchTree(era: wanted) }
        var verdict = AuditVerdict(), kept: [Int: [Checkpoint]] = [:], strangers: [AuditVerdict.Kind] = []
        for note in self.kept {
            switch belonging(of: note, to: names) {
            case .tree(let era, let head): kept[era, default: []].append(head)
            case .lost: strangers.append(.rolledBack)
            case .none: strangers.append(.signatureWrong)
            }
        }
        for (row, name) in zip(ended + [current], names) where name.era == wanted || kept[name.era] != nil {
            let tree = TreeCheck(
                check: self, tree: name == newest ? .current : .ended(name.era), name: name, isEnded: name != newest,
                announced: announced, transaction: transaction)
            var found = try await tree(row, kept: kept[name.era] ?? [])
            if name == newest, readsEntries {
                for place in announced.wrong { found.add(.keepingChanged, at: place) }
                try await checkRest(transaction, &found)
            }
            verdict.merge(found, of: name.era == wanted ? nil : name.era)
        }
        for kind in strangers { verdict.add(kind, at: kind == .rolledBack ? verdict.size : nil) }
        return verdict
    }

    /// What is beside the trees.
    private func checkRest(_ transaction: PostgresTransaction, _ verdict: inout AuditVerdict) async throws {
        if try await !transaction.query(CheckingStatements.unsealed).isEmpty { verdict.add(.entryInserted) }
        if try await !transaction.query(CheckingStatements.straySubjects).isEmpty { verdict.add(.subjectsChanged) }
        if let unrecorded, try await !transaction.query(unrecorded).isEmpty { verdict.add(.changeUnrecorded) }
    }

    private enum Belonging {
        case tree(Int, Checkpoint)
        /// Of a tree of this log that is not there: the log was rolled back to before it was begun anew.
        case lost
        /// Another log's, or not signed by the key.
        case none
    }

    private func belonging(of note: SignedNote, to names: [LogName]) -> Belonging {
        guard let head = Checkpoint(text: note.text), key.map({ Checkpoint(note, by: $0.named(head.origin)) != nil }) ?? true,
            let newest = names.last
        else { return .none }
        if let name = names.first(where: { $0.origin == head.origin }) { return .tree(name.era, head) }
        return newest.era(of: head.origin) == nil ? .none : .lost
    }
}

extension NoteKey {
    /// The same key under another name, of which a note can hold a line.
    func named(_ name: String) -> NoteKey { NoteKey(name: name, publicKey: publicKey) ?? self }
}
