/// One-dimensional arrays. NULL elements stay nil.
extension PostgresRow {
    /// text[], varchar[] and arrays of enums.
    package func textArray(_ column: Int) throws(PostgresError) -> [String?] {
        try array(column, "text[]", PostgresType.isText) { String(decoding: $0, as: UTF8.self) }
    }

    /// smallint[], integer[], bigint[].
    package func intArray(_ column: Int) throws(PostgresError) -> [Int?] {
        try array(column, "bigint[]", { [PostgresType.int2, PostgresType.int4, PostgresType.int8].contains($0) }) { element in
            element.reduce(element.first.map { $0 >= 128 ? -1 : 0 } ?? 0) { $0 << 8 | Int($1) }
        }
    }

    package func boolArray(_ column: Int) throws(PostgresError) -> [Bool?] {
        try array(column, "boolean[]", { $0 == PostgresType.bool }) { $0.first != 0 }
    }

    package func uuidArray(_ column: Int) throws(PostgresError) -> [PostgresUUID?] {
        try array(column, "uuid[]", { $0 == PostgresType.uuid }) { PostgresUUID(bigEndian: $0) }
    }

    /// Microseconds since the Unix epoch.
    package func timestamptzArray(_ column: Int) throws(PostgresError) -> [Int64?] {
        try array(column, "timestamptz[]", { $0 == PostgresType.timestamptz }) {
            PostgresEpoch.fromServer(Int64(bigEndian: $0.loadUnaligned(as: Int64.self)))
        }
    }

    /// The form that `ParameterBuffer` describes. A column that is no array does not hold its element type where an array does.
    private func array<Element>(
        _ column: Int, _ name: StaticString, _ isElement: (UInt32) -> Bool, _ element: (UnsafeRawBufferPointer) -> Element
    ) throws(PostgresError) -> [Element?] {
        guard let field = field(column), field.count >= 12 else { throw mismatch(column, name) }
        func number(_ offset: Int) -> Int { Int(Int32(bigEndian: field.loadUnaligned(fromByteOffset: offset, as: Int32.self))) }
        let dimensions = number(0)
        guard PostgresType.isArray(type(column)), dimensions <= 1, isElement(UInt32(truncatingIfNeeded: number(8))) else {
            throw mismatch(column, name)
        }
        if dimensions == 0 { return [] }
        var elements: [Element?] = []
        var offset = 20
        for _ in 0..<number(12) {
            let length = number(offset)
            offset += 4
            guard length >= 0 else {
                elements.append(nil)
                continue
            }
            elements.append(element(UnsafeRawBufferPointer(rebasing: field[offset..<offset + length])))
            offset += length
        }
        return elements
    }
}
