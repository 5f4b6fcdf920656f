import CLibPQ

/// What a statement returned: rows in binary form, or only how many were touched. Reading a field copies nothing that is not asked for.
///
/// `@unchecked Sendable`: the PGresult is never written after it was received, so that any thread may read it and the last one free it.
package final class PostgresResult: RandomAccessCollection, @unchecked Sendable {
    let raw: OpaquePointer
    package let count: Int
    let columns: Int
    /// The OID of each column's type.
    let types: [UInt32]

    /// Takes the PGresult over.
    init(owning raw: OpaquePointer) {
        self.raw = raw
        count = Int(PQntuples(raw))
        columns = Int(PQnfields(raw))
        types = (0..<Int32(columns)).map { PQftype(raw, $0) }
    }

    deinit { PQclear(raw) }

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(row: Int) -> PostgresRow {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        return PostgresRow(result: self, row: Int32(row))
    }

    /// Rows inserted, updated, deleted or selected.
    package var affectedRows: Int { PQcmdTuples(raw).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// The command's tag without its numbers: `COMMIT`, `INSERT`.
    var command: String { PQcmdStatus(raw).map { String(cString: $0).prefix { $0 != " " } }.map(String.init) ?? "" }

    func columnName(_ index: Int) -> String { PQfname(raw, Int32(index)).map { String(cString: $0) } ?? "" }
}
