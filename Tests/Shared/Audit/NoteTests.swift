import Audit
import Basics
import OpenSSL
import Testing

@Suite("signed notes, checkpoints and proofs") struct NoteTests {
    private static let origin = "clinic.example/audit/appointment"
    private static let keyText = "clinic.example/audit/appointment+79dd9697+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    private static let note = """
        clinic.example/audit/appointment
        3
        RZgzQtIi4GnMlcMh/BgW87jiS8cQX8kpvIlqsYo2k1U=

        — clinic.example/audit/appointment ed2Wl0XhWRwg27t+r+5I/TWMwtxNitkw+uyC+OnQdWEInMMq29ZIWpzaqIVULeRdDXyXmfCLwmt5nwD0wEeDjvn9IQ0=

        """

    private let key: Ed25519.PrivateKey
    private let noteKey: NoteKey

    init() throws {
        key = try Ed25519.PrivateKey(seed: Array(0..<32))
        noteKey = try #require(NoteKey(name: Self.origin, publicKey: key.publicKey))
    }

    private func signed(_ checkpoint: Checkpoint) -> SignedNote {
        var note = SignedNote(text: checkpoint.text)
        note.sign(as: checkpoint.origin, with: key)
        return note
    }

    @Test("a key is one line, and is read back")
    func keys() throws {
        #expect(noteKey.description == Self.keyText)
        #expect(try #require(NoteKey(Self.keyText)).publicKey.octets == key.publicKey.octets)
        let changed = [("79dd", "79de"), ("+AQ", "+Ag"), ("VTG4", "VTG4=")].map { Self.keyText.replacing($0, with: $1) }
        for text in ["", "a", "a+79dd9697"] + changed { #expect(NoteKey(text) == nil) }
        for name in ["", "a b", "a+b", "a\u{2003}b", "a\n"] { #expect(NoteKey(name: name, publicKey: key.publicKey) == nil) }
    }

    @Test("a checkpoint is signed to the octet as is known, and is read back")
    func checkpoints() throws {
        var frontier = Frontier()
        for index in 0..<3 { frontier.append(try EntryTests.entry(index).leaf) }
        let checkpoint = Checkpoint(origin: Self.origin, size: 3, root: frontier.root)
        #expect(signed(checkpoint).description == Self.note)
        let note = try #require(SignedNote(Self.note))
        #expect(note == signed(checkpoint))
        #expect(Checkpoint(note, by: noteKey) == checkpoint)
    }

    @Test("a note with any octet changed is signed by nobody")
    func changes() throws {
        let octets = Array(Self.note.utf8)
        for index in octets.indices {
            for bit in [1, 0x20] as [UInt8] {
                var changed = octets
                changed[index] ^= bit
                guard let text = String(validating: changed, as: UTF8.self), let note = SignedNote(text) else { continue }
                #expect(Checkpoint(note, by: noteKey) == nil, "octet \(index)")
            }
        }
        for count in 0..<octets.count {
            #expect(SignedNote(String(decoding: octets[..<count], as: UTF8.self)).flatMap { Checkpoint($0, by: noteKey) } == nil)
        }
    }

    @Test("other signatures say nothing, for or against; a false one of the own key spoils the note")
    func signatures() throws {
        let stranger = try Ed25519.PrivateKey(seed: Array(1..<33))
        let strangerKey = try #require(NoteKey(name: "witness.example", publicKey: stranger.publicKey))
        var note = try #require(SignedNote(Self.note))
        note.sign(as: "witness.example", with: stranger)
        #expect(note.isSigned(by: noteKey) && note.isSigned(by: strangerKey))
        #expect(SignedNote(note.description) == note)
        // The log's name with another key is another key.
        var foreign = SignedNote(text: note.text)
        foreign.sign(as: Self.origin, with: stranger)
        #expect(!foreign.isSigned(by: noteKey))
        let falseLine = try #require(Self.note.split(separator: "\n").last).replacing("XhWRwg", with: "XhWRwh")
        let spoilt = try #require(SignedNote(Self.note + falseLine + "\n"))
        #expect(!spoilt.isSigned(by: noteKey))
        #expect(Checkpoint(note, by: strangerKey) == nil, "a witness is not the log")
    }

    @Test(
        "what is no checkpoint",
        arguments: [
            "", "a\n", "a\n1\n", "a\n1\nAAAA\n", "\n1\n\(zeros)\n", "a\n-1\n\(zeros)\n", "a\n01\n\(zeros)\n", "a\n+1\n\(zeros)\n",
            "a\n1\n\(zeros)",
        ])
    func refusals(text: String) { #expect(Checkpoint(text: text) == nil) }

    private static let zeros = Base64.encode([UInt8](repeating: 0, count: 32))

    @Test("lines behind the third are passed over")
    func extensions() { #expect(Checkpoint(text: "a\n1\n\(Self.zeros)\nmore\n")?.size == 1) }

    @Test("the proof of an entry holds with the key alone, is read back, and holds for no other entry")
    func proofs() throws {
        let entries = try (0..<3).map { try EntryTests.entry($0) }, tree = Tree(entries.map(\.leaf))
        let note = signed(Checkpoint(origin: Self.origin, size: 3, root: tree.frontier.root))
        for (index, entry) in entries.enumerated() {
            let path = TreeProof.inclusion(of: index, in: 3, tree.hash(of:))
            let proof = EntryProof(data: entry.leafData, index: index, path: path, checkpoint: note)
            #expect(proof.isValid(by: noteKey))
            #expect(EntryProof(proof.description) == proof)
            for other in entries where other != entry {
                #expect(!EntryProof(data: other.leafData, index: index, path: path, checkpoint: note).isValid(by: noteKey))
            }
            #expect(!EntryProof(data: entry.leafData, index: index + 1, path: path, checkpoint: note).isValid(by: noteKey))
            let lines = proof.description.split(separator: "\n", omittingEmptySubsequences: false)
            for cut in lines.indices.dropLast() where lines[cut] != "" {
                var fewer = lines
                fewer.remove(at: cut)
                #expect(EntryProof(fewer.joined(separator: "\n"))?.isValid(by: noteKey) != true)
            }
        }
    }
}
