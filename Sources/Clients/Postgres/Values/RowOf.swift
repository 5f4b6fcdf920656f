/// A row of an answer, or a stretch of it, read by the names of its columns.
package struct RowOf<C: ColumnList>: Sendable {
    package let row: PostgresRow
    private let first: Int

    /// `first`: where the columns begin in the answer.
    package init(_ row: PostgresRow, from first: Int = 0) {
        self.row = row
        self.first = first
    }

    /// The columns that follow these in the answer.
    package func next<Others: ColumnList>() -> RowOf<Others> { RowOf<Others>(row, from: first + C.count) }

    /// The column's number in the answer.
    @inline(__always)
    package subscript(column: C) -> Int { first + column.position }

    package func isNull(_ column: C) -> Bool { row.isNull(self[column]) }
    package func bool(_ column: C) throws(PostgresError) -> Bool { try row.bool(self[column]) }
    package func boolOrNil(_ column: C) throws(PostgresError) -> Bool? { try row.boolOrNil(self[column]) }
    package func int(_ column: C) throws(PostgresError) -> Int { try row.int(self[column]) }
    package func intOrNil(_ column: C) throws(PostgresError) -> Int? { try row.intOrNil(self[column]) }
    package func double(_ column: C) throws(PostgresError) -> Double { try row.double(self[column]) }
    package func text(_ column: C) throws(PostgresError) -> String { try row.text(self[column]) }
    package func textOrNil(_ column: C) throws(PostgresError) -> String? { try row.textOrNil(self[column]) }
    package func bytes(_ column: C) throws(PostgresError) -> [UInt8] { try row.bytes(self[column]) }
    package func bytesOrNil(_ column: C) throws(PostgresError) -> [UInt8]? { try row.bytesOrNil(self[column]) }
    package func uuid(_ column: C) throws(PostgresError) -> PostgresUUID { try row.uuid(self[column]) }
    package func timestamptz(_ column: C) throws(PostgresError) -> Int64 { try row.timestamptz(self[column]) }
    package func textArray(_ column: C) throws(PostgresError) -> [String?] { try row.textArray(self[column]) }
    package func intArray(_ column: C) throws(PostgresError) -> [Int?] { try row.intArray(self[column]) }
    package func uuidArray(_ column: C) throws(PostgresError) -> [PostgresUUID?] { try row.uuidArray(self[column]) }
    package func timestamptzArray(_ column: C) throws(PostgresError) -> [Int64?] { try row.timestamptzArray(self[column]) }

    /// A text that `read` knows. `expected` says what it should be.
    package func word<Value>(_ column: C, _ expected: StaticString, _ read: (String) -> Value?) throws(PostgresError) -> Value {
        try row.word(self[column], expected, read)
    }

    package func wordOrNil<Value>(_ column: C, _ expected: StaticString, _ read: (String) -> Value?) throws(PostgresError)
        -> Value?
    {
        try row.wordOrNil(self[column], expected, read)
    }
}
