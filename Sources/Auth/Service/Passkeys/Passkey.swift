import Access
import Basics
import Contracts
import CoreHTTP
import Hosting
import Postgres

/// A passkey as its owner sees it.
struct Passkey: Sendable {
    enum Column: String, ColumnList {
        case id, name
        case backedUp = "backed_up"
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
    }

    let id: [UInt8]
    let name: String
    /// Its owner's devices share it.
    let isSynced: Bool
    let createdAt: Instant
    let lastUsedAt: Instant?

    init(_ row: RowOf<Column>) throws(PostgresError) {
        id = try row.bytes(.id)
        name = try row.text(.name)
        isSynced = try row.bool(.backedUp)
        createdAt = try row.instant(.createdAt)
        lastUsedAt = try row.instantOrNil(.lastUsedAt)
    }
}

extension JSONWriter {
    mutating func value(_ passkey: Passkey) {
        beginObject()
        field("id", Base64URL.encode(passkey.id))
        field("name", passkey.name)
        field("synced", passkey.isSynced)
        field("createdAt", passkey.createdAt)
        field("lastUsedAt", passkey.lastUsedAt)
        endObject()
    }
}
