import Access
import Basics
import Contracts
package import CoreHTTP
import Hosting
package import Postgres

/// The newest checkpoint, for somebody to keep.
package struct ShownCheckpoint: Sendable {
    let note: SignedNote
    let head: Checkpoint
    let at: Instant

    /// Nil when nothing was signed.
    package static func newest(_ pool: PostgresPool) async throws(PostgresError) -> ShownCheckpoint? {
        guard let row = try await pool.query(TreeStatements.current.checkpoint).first.map({ RowOf<CheckpointColumn>($0) }),
            let note = SignedNote(try row.text(.note)), let head = Checkpoint(text: note.text)
        else { return nil }
        return ShownCheckpoint(note: note, head: head, at: try row.instant(.at))
    }

    /// The first two parts of the line that `audit-key` prints: `clinic.example/audit/appointment+79dd9697`.
    var keyName: String { note.signatures.first.map { "\($0.name)+\(Hexadecimal.encode($0.keyID))" } ?? "" }

    /// As the member `checkpoint`.
    package func write(to json: inout JSONWriter) {
        json.key("checkpoint")
        json.beginObject()
        json.field("size", head.size)
        json.field("root", Base64.encode(head.root.octets))
        json.field("at", at)
        json.field("key", keyName)
        json.field("note", note.description)
        json.endObject()
    }
}
