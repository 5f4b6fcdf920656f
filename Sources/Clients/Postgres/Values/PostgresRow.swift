import CLibPQ

/// One row of a result. Columns go by their number in the statement, from 0; each accessor states the types it reads, and throws
/// `unexpectedColumn` for another type or for an unexpected NULL (`…OrNil` reads NULL).
///
/// It throws instead of trapping because the server's schema is not ours alone: a column that became nullable must fail one
/// request, not stop the daemon. A column number that is not there traps.
package struct PostgresRow: Sendable {
    let result: PostgresResult
    let row: Int32

    package func isNull(_ column: Int) -> Bool {
        precondition(column >= 0 && column < result.columns, "column \(column) of \(result.columns)")
        return PQgetisnull(result.raw, row, Int32(column)) != 0
    }

    // MARK: Numbers: smallint, integer, bigint, oid; real, double precision; boolean

    package func int(_ column: Int) throws(PostgresError) -> Int { try required(column, "integer", intOrNil(column)) }

    @inline(__always)
    package func intOrNil(_ column: Int) throws(PostgresError) -> Int? {
        guard let field = field(column) else { return nil }
        switch type(column) {
        case PostgresType.int8: return Int(Int64(bigEndian: field.loadUnaligned(as: Int64.self)))
        case PostgresType.int4: return Int(Int32(bigEndian: field.loadUnaligned(as: Int32.self)))
        case PostgresType.int2: return Int(Int16(bigEndian: field.loadUnaligned(as: Int16.self)))
        case PostgresType.oid: return Int(UInt32(bigEndian: field.loadUnaligned(as: UInt32.self)))
        default: throw mismatch(column, "integer")
        }
    }

    package func double(_ column: Int) throws(PostgresError) -> Double { try required(column, "double", doubleOrNil(column)) }

    package func doubleOrNil(_ column: Int) throws(PostgresError) -> Double? {
        guard let field = field(column) else { return nil }
        switch type(column) {
        case PostgresType.float8: return Double(bitPattern: UInt64(bigEndian: field.loadUnaligned(as: UInt64.self)))
        case PostgresType.float4: return Double(Float(bitPattern: UInt32(bigEndian: field.loadUnaligned(as: UInt32.self))))
        default: throw mismatch(column, "double")
        }
    }

    package func bool(_ column: Int) throws(PostgresError) -> Bool { try required(column, "boolean", boolOrNil(column)) }

    @inline(__always)
    package func boolOrNil(_ column: Int) throws(PostgresError) -> Bool? {
        guard let field = try field(column, of: PostgresType.bool, "boolean") else { return nil }
        return field[0] != 0
    }

    // MARK: Text: text, varchar, char, name, enums, json, jsonb

    package func text(_ column: Int) throws(PostgresError) -> String { try required(column, "text", textOrNil(column)) }

    package func textOrNil(_ column: Int) throws(PostgresError) -> String? {
        guard let field = try textField(column) else { return nil }
        return String(decoding: field, as: UTF8.self)
    }

    /// Calls `body` with the text's UTF-8 where it lies in the result; false for NULL.
    package func withText(_ column: Int, _ body: (Span<UInt8>) -> Void) throws(PostgresError) -> Bool {
        guard let field = try textField(column) else { return false }
        field.withMemoryRebound(to: UInt8.self) { body($0.span) }
        return true
    }

    // MARK: bytea, uuid, times

    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] { try required(column, "bytea", bytesOrNil(column)) }

    package func bytesOrNil(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try field(column, of: PostgresType.bytea, "bytea").map { [UInt8]($0) }
    }

    package func uuid(_ column: Int) throws(PostgresError) -> PostgresUUID { try required(column, "uuid", uuidOrNil(column)) }

    @inline(__always)
    package func uuidOrNil(_ column: Int) throws(PostgresError) -> PostgresUUID? {
        guard let field = try field(column, of: PostgresType.uuid, "uuid") else { return nil }
        return PostgresUUID(bigEndian: field)
    }

    /// Microseconds since the Unix epoch; `Int64.max` is infinity, `.min` -infinity.
    package func timestamptz(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, "timestamptz", timestamptzOrNil(column))
    }

    @inline(__always)
    package func timestamptzOrNil(_ column: Int) throws(PostgresError) -> Int64? {
        guard let field = try field(column, of: PostgresType.timestamptz, "timestamptz") else { return nil }
        return PostgresEpoch.fromServer(Int64(bigEndian: field.loadUnaligned(as: Int64.self)))
    }

    /// Days since 1970-01-01.
    package func date(_ column: Int) throws(PostgresError) -> Int32 { try required(column, "date", dateOrNil(column)) }

    @inline(__always)
    package func dateOrNil(_ column: Int) throws(PostgresError) -> Int32? {
        guard let field = try field(column, of: PostgresType.date, "date") else { return nil }
        return PostgresEpoch.dayFromServer(Int32(bigEndian: field.loadUnaligned(as: Int32.self)))
    }

    /// Microseconds since midnight, of a time without time zone.
    package func time(_ column: Int) throws(PostgresError) -> Int64 { try required(column, "time", timeOrNil(column)) }

    @inline(__always)
    package func timeOrNil(_ column: Int) throws(PostgresError) -> Int64? {
        guard let field = try field(column, of: PostgresType.time, "time") else { return nil }
        return Int64(bigEndian: field.loadUnaligned(as: Int64.self))
    }
}

extension PostgresUUID {
    init(bigEndian field: UnsafeRawBufferPointer) {
        self.init(
            high: UInt64(bigEndian: field.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: field.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
