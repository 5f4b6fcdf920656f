import Basics

/// What a log says of itself at one size (c2sp.org/tlog-checkpoint): whose log it is, how many entries it has, and their root.
/// Whoever keeps a signed one can show later that the log was replaced.
package struct Checkpoint: Equatable, Sendable {
    package let origin: String
    package let size: Int
    package let root: TreeHash

    package init(origin: String, size: Int, root: TreeHash) {
        precondition(NoteKey.isName(origin) && size >= 0)
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// From a note's text. Lines after the third are extensions, which are not ours and are passed over.
    package init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines.last == "", NoteKey.isName(lines[0]), let size = Int(lines[1]), size >= 0,
            String(size) == lines[1],
            let root = Base64.decode(lines[2]).flatMap(TreeHash.init(octets:))
        else { return nil }
        self.init(origin: lines[0], size: size, root: root)
    }

    /// A signed note's text; nil unless `key` has signed it and the log is called by the key's name.
    package init?(_ note: SignedNote, by key: NoteKey) {
        guard note.isSigned(by: key), let checkpoint = Checkpoint(text: note.text), checkpoint.origin == key.name else {
            return nil
        }
        self = checkpoint
    }

    package var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.octets))\n" }
}
