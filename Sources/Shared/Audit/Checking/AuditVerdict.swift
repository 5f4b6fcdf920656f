import CoreHTTP

/// What a check of a log has found.
package struct AuditVerdict: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The entry of a leaf is not there.
        case entryMissing = "entry missing"
        /// The entry does not match its leaf.
        case entryChanged = "entry changed"
        /// Its address, search words or program do not match the commitment.
        case detailsChanged = "details changed"
        /// They have been removed, and the log has not said before that they go.
        case detailsRemoved = "details removed"
        /// The log does not say what it is said to say of what goes, or it lets go what must be kept.
        case keepingChanged = "keeping changed"
        /// The index of subjects does not match the entry.
        case subjectsChanged = "subjects changed"
        /// A place of the tree has no leaf, or there is one behind its end.
        case leafMissing = "leaf missing"
        case leafAdded = "leaf added"
        /// A tile, the head or a root is not what the leaves make.
        case tileChanged = "tile changed"
        case headChanged = "head changed"
        case checkpointChanged = "checkpoint changed"
        /// Not signed by this key.
        case signatureWrong = "signature wrong"
        /// A time stamp is not of its checkpoint, or not by an authority that is trusted, or dates it earlier than it says itself.
        case timeStampWrong = "time stamp wrong"
        /// An entry was put in among what was sealed already, or long after its time.
        case entryInserted = "entry inserted"
        case entryBackdated = "entry back-dated"
        /// Somebody holds a checkpoint of more entries than there are.
        case rolledBack = "rolled back"
        /// Somebody holds a checkpoint of another tree.
        case forked
        /// A tree after the first does not begin by saying so.
        case restartMissing = "restart missing"
        /// A change without an entry.
        case changeUnrecorded = "change unrecorded"
    }

    package struct Finding: Equatable, Sendable {
        package let kind: Kind
        /// Where in the tree; nil: nowhere in particular.
        package let index: Int?
        /// In which tree of the log; nil: in the one that was to be checked.
        package var era: Int?
    }

    /// What the tree is called.
    package var origin = ""
    package var size = 0
    package var entries = 0
    /// Entries whose details have been removed.
    package var shredded = 0
    /// Entries that are not there any more.
    package var pruned = 0
    package var checkpoints = 0
    /// Checkpoints that an authority has dated, as far as stamps were looked at.
    package var dated = 0
    package var isSigned = false
    /// The first of each kind.
    package var findings: [Finding] = []

    package init() {}

    mutating func add(_ kind: Kind, at index: Int? = nil) { add(Finding(kind: kind, index: index)) }

    private mutating func add(_ finding: Finding) {
        guard !findings.contains(where: { $0.kind == finding.kind && $0.era == finding.era }) else { return }
        findings.append(finding)
    }

    /// Takes over what was found in a tree. `era`: nil for the one that was to be checked.
    mutating func merge(_ other: AuditVerdict, of era: Int?) {
        let before = findings
        if era == nil { (self, findings) = (other, before) }
        for finding in other.findings { add(Finding(kind: finding.kind, index: finding.index, era: era)) }
    }

    /// The lowest place where something is not as it was; in the tree that was to be checked, if there is one.
    package var firstBadIndex: Int? {
        findings.filter { $0.era == nil }.compactMap(\.index).min() ?? findings.compactMap(\.index).min()
    }

    /// 0 sound · 1 tampered · 2 the signature could not be checked.
    package var status: Int32 { findings.isEmpty ? isSigned ? 0 : 2 : 1 }

    private var word: String { ["sound", "tampered", "not checked"][Int(status)] }

    package var text: String {
        let found = findings.map { finding in
            let place = finding.index.map { " at \($0)" } ?? ""
            return "  \(finding.kind.rawValue)\(place)\(finding.era.map { " of tree \($0)" } ?? "")\n"
        }.joined()
        let unsigned = isSigned ? "" : "  no signature was checked: --key or AUDIT_KEY says by which key\n"
        return
            "\(word): \(size) in the tree, \(entries) entries read, \(pruned) dropped, \(shredded) without details, \(checkpoints) checkpoints, \(dated) dated by an authority\n  \(origin)\n\(unsigned)\(found)"
    }

    package var json: String {
        var json = JSONWriter()
        json.beginObject()
        json.field("verdict", word)
        json.field("origin", origin)
        json.field("size", size)
        json.field("entries", entries)
        json.field("pruned", pruned)
        json.field("shredded", shredded)
        json.field("checkpoints", checkpoints)
        json.field("dated", dated)
        json.field("signed", isSigned)
        json.field("firstBadIndex", firstBadIndex)
        json.key("findings")
        json.beginArray()
        for finding in findings {
            json.beginObject()
            json.field("kind", finding.kind.rawValue)
            json.field("index", finding.index)
            json.field("era", finding.era)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }
}
