import Contracts
import Hosting
import Postgres

/// What the access log says of itself before something of it goes: that details, or entries, from before a time do. It is an entry of the log,
/// and counts when that is in the tree: what is not there and was not announced is missing.
struct Announcement: Equatable, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case details, entries

        var event: AuditEvent {
            switch self {
            case .details: .shredded
            case .entries: .pruned
            }
        }

        /// Days for which they are kept at least, whatever is set: who announces more has not read the settings.
        var shortest: Int {
            switch self {
            case .details: KeepingSettings.shortestDetails
            case .entries: KeepingSettings.shortestEntries
            }
        }
    }

    let kind: Kind
    /// What is older goes.
    let before: Instant
    /// Of entries: in which tree, how many in all, each at a place below.
    var era = 0
    var entries = 0
    var minimum = 0

    init(_ kind: Kind, before: Instant, era: Int = 0, entries: Int = 0, minimum: Int = 0) {
        (self.kind, self.before, self.era, self.entries, self.minimum) = (kind, before, era, entries, minimum)
    }

    init(_ row: RowOf<KeepingColumn>) throws(PostgresError) {
        self.init(
            try row.word(.kind, "a kind", Kind.init(rawValue:)), before: try row.instant(.before), era: try row.int(.era),
            entries: try row.int(.entries), minimum: try row.int(.minimum))
    }

    /// What its entry holds.
    var text: String {
        var json = CanonicalObject()
        json.add("before", before.description)
        if kind == .entries {
            json.add("entries", Int64(entries))
            json.add("era", Int64(era))
            json.add("minimum", Int64(minimum))
        }
        return String(decoding: json.finish(), as: UTF8.self)
    }

    /// Whether this is its entry, and whoever wrote it has kept what must be kept.
    func isSaid(by stored: StoredEntry) -> Bool {
        guard let salt = stored.salt, let details = stored.details, details == text, stored.entry.event == kind.event.name,
            Commitment(to: details, salt: salt) == stored.entry.commitment
        else { return false }
        return before <= stored.entry.at.adding(days: -kind.shortest)
    }

    /// The parameters of `KeepingStatements.announce`.
    func values(id: AuditEntryID, at now: Instant, xid: String) -> [PostgresValue] {
        let sealed = SealedDetails(text: text)
        return [
            .text(kind.rawValue), .instant(before), .int(era), .int(entries), .int(minimum), .text(xid), .id(id), .instant(now),
            .text(kind.event.name), .text(kind.event.action.rawValue), .text(AuditEntry.Actor.system),
            .text(AuditEntry.Purpose.operations.rawValue), .bytes(sealed.commitment.octets),
            sealed.salt.map { .bytes($0) } ?? .null, .text(sealed.text),
        ]
    }
}

extension AuditEvent {
    /// Details of entries from before a time go.
    static let shredded = AuditEvent("audit.shredded", .delete)
    /// Entries from before a time go.
    static let pruned = AuditEvent("audit.pruned", .delete)

    /// What the log says of itself: it holds nobody's address, and keeps its details for as long as itself.
    static let ofTheLog = [restart, shredded, pruned]
}
