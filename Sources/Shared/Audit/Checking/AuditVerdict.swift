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
        /// A change without an entry.
        case changeUnrecorded = "change unrecorded"
    }

    package struct Finding: Equatable, Sendable {
        package let kind: Kind
        /// Where in the tree; nil: nowhere in particular.
        package let index: Int?
    }

    package var size = 0
    package var entries = 0
    /// Entries whose details have been removed.
    package var shredded = 0
    package var checkpoints = 0
    /// Checkpoints that an authority has dated, as far as stamps were looked at.
    package var dated = 0
    package var isSigned = false
    /// The first of each kind.
    package var findings: [Finding] = []

    package init() {}

    mutating func add(_ kind: Kind, at index: Int? = nil) {
        guard !findings.contains(where: { $0.kind == kind }) else { return }
        findings.append(Finding(kind: kind, index: index))
    }

    /// The lowest place where something is not as it was.
    package var firstBadIndex: Int? { findings.compactMap(\.index).min() }

    /// 0 sound · 1 tampered · 2 the signature could not be checked.
    package var status: Int32 { findings.isEmpty ? isSigned ? 0 : 2 : 1 }

    private var word: String { ["sound", "tampered", "not checked"][Int(status)] }

    package var text: String {
        let found = findings.map { "  \($0.kind.rawValue)\($0.index.map { " at \($0)" } ?? "")\n" }.joined()
        let unsigned = isSigned ? "" : "  no signature was checked: --key or AUDIT_KEY says by which key\n"
        return
            "\(word): \(size) in the tree, \(entries) entries read, \(shredded) without details, \(checkpoints) checkpoints, \(dated) dated by an authority\n\(unsigned)\(found)"
    }

    package var json: String {
        var json = JSONWriter()
        json.beginObject()
        json.field("verdict", word)
        json.field("size", size)
        json.field("entries", entries)
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
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }
}
