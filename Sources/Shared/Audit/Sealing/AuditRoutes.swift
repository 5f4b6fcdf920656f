import Access
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

/// What anybody may have of the tree, to keep it and to compare: hashes and signatures, no entries.
struct AuditRoutes {
    /// `/api/appointments`
    let prefix: String
    let pool: PostgresPool

    func register(on router: Router) {
        // 200 text/plain, a signed note · 404
        router.on(.get, "\(prefix)/audit/checkpoint") { _ in
            guard let row = try await pool.query(TreeStatements.current.checkpoint).first else {
                throw Problem(.notFound, "Nothing has been signed yet.")
            }
            let note = try RowOf<CheckpointColumn>(row).text(.note)
            return .bytes(Array(note.utf8), contentType: "text/plain; charset=utf-8")
        }
        // 200 application/octet-stream, 256 hashes · 404
        router.on(.get, "\(prefix)/audit/tile/:level/:number") { request in
            guard let level = Int(request.parameter("level")), let number = Int(request.parameter("number")),
                let row = try await pool.query(TreeStatements.current.tile, [.int(level), .int(number)]).first
            else { throw Problem(.notFound, "There is no such tile, or it is not whole yet.") }
            return .bytes(try RowOf<TileColumn>(row).bytes(.hashes), contentType: "application/octet-stream")
        }
    }
}
