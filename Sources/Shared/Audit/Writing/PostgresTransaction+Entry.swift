package import Contracts
import Hosting
package import Postgres

extension PostgresTransaction {
    /// Writes the entry of what this transaction does: they live or die together. `people`: whose data it was.
    package func record(_ event: AuditEvent, _ object: AuditObject? = nil, of people: [UserID], entry: AuditStamp)
        async throws(PostgresError)
    {
        let version = object?.version.map(Int.init)
        let place = object.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }
        let values: [PostgresValue] = [
            .text(event.name), .text(event.action.rawValue), .text(event.objectType), .uuid(place), .int(version),
            .ids(Set(people).sorted()),
        ]
        _ = try await query(EntryStatements.alone, entry.values + values)
    }
}
