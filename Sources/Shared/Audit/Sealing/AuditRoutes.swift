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
        // 200 application/octet-stream, 256 hashes, or of the last leaves as many as there are · 404
        router.on(.get, "\(prefix)/audit/tile/:level/:number") { request in
            guard let level = Int(request.parameter("level")), let number = Int(request.parameter("number")),
                let hashes = try await tile(level, number)
            else { throw Problem(.notFound, "There is no such tile, or it is not whole yet.") }
            return .bytes(hashes, contentType: "application/octet-stream")
        }
    }

    /// Without its last leaves nobody could tell the root of a tree, which ends somewhere in a tile.
    private func tile(_ level: Int, _ number: Int) async throws -> [UInt8]? {
        if let row = try await pool.query(TreeStatements.current.tile, [.int(level), .int(number)]).first {
            return try RowOf<TileColumn>(row).bytes(.hashes)
        }
        guard level == 0, 0...Int.max / Tile.width - 1 ~= number else { return nil }
        let first = number * Tile.width
        let leaves = try await pool.query(TreeStatements.current.leaves, [.int(first), .int(first + Tile.width - 1)])
        return leaves.isEmpty ? nil : try leaves.flatMap { row in try RowOf<HashColumn>(row).hash().octets }
    }
}
