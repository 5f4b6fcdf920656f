import Basics

/// Proves that an entry is in a log to somebody who has only this and the log's key (c2sp.org/tlog-proof): the entry's data as
/// `extra`, its place, the way up the tree, and a signed checkpoint.
package struct EntryProof: Equatable, Sendable, CustomStringConvertible {
    private static let head = "c2sp.org/tlog-proof@v1"

    package let data: [UInt8]
    package let index: Int
    package let path: [TreeHash]
    package let checkpoint: SignedNote

    package init(data: [UInt8], index: Int, path: [TreeHash], checkpoint: SignedNote) {
        self.data = data
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Nil for a text that is not a proof, or does not contain the entry.
    package init?(_ text: String) {
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let checkpoint = SignedNote(String(parts[1])) else { return nil }
        let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // A tree of 2⁶³ leaves has paths of 63 hashes.
        guard 3...66 ~= lines.count, lines[0] == Self.head,
            let data = lines[1].value(after: "extra ").flatMap({ Base64.decode($0) }),
            let digits = lines[2].value(after: "index "), let index = Int(digits), index >= 0, String(index) == digits
        else { return nil }
        let path = lines[3...].compactMap { Base64.decode($0).flatMap(TreeHash.init(octets:)) }
        guard path.count == lines.count - 3 else { return nil }
        self.init(data: data, index: index, path: path, checkpoint: checkpoint)
    }

    /// Whether the holder of `key` had this entry in the log.
    package func isValid(by key: NoteKey) -> Bool {
        guard let head = Checkpoint(checkpoint, by: key) else { return false }
        return TreeProof.isIncluded(.leaf(data), at: index, in: head.size, root: head.root, path: path)
    }

    package var description: String {
        let lines = [Self.head, "extra \(Base64.encode(data))", "index \(index)"] + path.map { Base64.encode($0.octets) }
        return lines.map { $0 + "\n" }.joined() + "\n" + checkpoint.description
    }
}

extension String {
    fileprivate func value(after name: String) -> String? {
        hasPrefix(name) ? String(dropFirst(name.count)) : nil
    }
}
