import CLibPQ

/// Where a field lies and what it is. The server sends fixed-size types in their size, so that a matching type is a matching length.
extension PostgresRow {
    @inline(__always)
    func type(_ column: Int) -> UInt32 { result.types[column] }

    /// The field's bytes; nil for NULL.
    @inline(__always)
    func field(_ column: Int) -> UnsafeRawBufferPointer? {
        precondition(column >= 0 && column < result.columns, "column \(column) of \(result.columns)")
        let length = PQgetlength(result.raw, row, Int32(column))
        if length == 0, PQgetisnull(result.raw, row, Int32(column)) != 0 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(result.raw, row, Int32(column)), count: Int(length))
    }

    @inline(__always)
    func field(_ column: Int, of expected: UInt32, _ name: StaticString) throws(PostgresError) -> UnsafeRawBufferPointer? {
        guard let field = field(column) else { return nil }
        guard type(column) == expected else { throw mismatch(column, name) }
        return field
    }

    @inline(__always)
    func textField(_ column: Int) throws(PostgresError) -> UnsafeRawBufferPointer? {
        guard let field = field(column) else { return nil }
        let type = type(column)
        guard PostgresType.isText(type) else { throw mismatch(column, "text") }
        // jsonb_send puts the format's version, 1, before the text.
        return type == PostgresType.jsonb ? UnsafeRawBufferPointer(rebasing: field.dropFirst()) : field
    }

    /// A text that `read` knows. An unknown word may come from a newer version of the service beside this one: it fails the
    /// request, not the daemon.
    package func word<Value>(_ column: Int, _ expected: StaticString, _ read: (String) -> Value?) throws(PostgresError) -> Value {
        try required(column, expected, read(try text(column)))
    }

    /// The same, nil for NULL.
    package func wordOrNil<Value>(_ column: Int, _ expected: StaticString, _ read: (String) -> Value?)
        throws(PostgresError) -> Value?
    {
        guard let word = try textOrNil(column) else { return nil }
        return try required(column, expected, read(word))
    }

    /// The value, or the error that the column is not what was expected.
    @inline(__always)
    package func required<Value>(_ column: Int, _ expected: StaticString, _ value: Value?) throws(PostgresError) -> Value {
        guard let value else { throw mismatch(column, expected) }
        return value
    }

    @inline(never)
    func mismatch(_ column: Int, _ expected: StaticString) -> PostgresError {
        .unexpectedColumn(
            ColumnMismatch(
                column: result.columnName(column), index: column, expected: "\(expected)", type: type(column),
                isNull: isNull(column)))
    }
}
