/// One-dimensional arrays. NULL elements stay nil.
extension PostgresRow {
    /// text[], varchar[] and arrays of enums.
    package func textArray(_ column: Int) throws(PostgresError) -> [String?] {
        try array(column, "text[]", PostgresType.isText) { String(decoding: $0, as: UTF8.self) }
    }

    /// smallint[], integer[], bigint[].
    package func intArray(_ column: Int) throws(PostgresError) -> [Int?] {
        try array(column, "bigint[]", { [PostgresType.int2, PostgresType.int4, PostgresType.int8].contains($0) }) { element in
            element.count <= 8 ? element.reduce(element.first.map { $0 >= 128 ? -1 : 0 } ?? 0) { $0 << 8 | Int($1) } : nil
        }
    }

    package func boolArray(_ column: Int) throws(PostgresError) -> [Bool?] {
        try array(column, "boolean[]", { $0 == PostgresType.bool }) { $0.first != 0 }
    }

    package func uuidArray(_ column: Int) throws(PostgresError) -> [PostgresUUID?] {
        try array(column, "uuid[]", { $0 == PostgresType.uuid }) { $0.count == 16 ? PostgresUUID(bigEndian: $0) : nil }
    }

    /// Microseconds since the Unix epoch.
    package func timestamptzArray(_ column: Int) throws(PostgresError) -> [Int64?] {
        try array(column, "timestamptz[]", { $0 == PostgresType.timestamptz }) {
            $0.count == 8 ? PostgresEpoch.fromServer(Int64(bigEndian: $0.loadUnaligned(as: Int64.self))) : nil
        }
    }

    /// Reads the form that `ParameterBuffer` describes. A column that is no array has no element type at that place.
    private func array<Element>(
        _ column: Int, _ name: StaticString, _ isElement: (UInt32) -> Bool, _ element: (UnsafeRawBufferPointer) -> Element?
    ) throws(PostgresError) -> [Element?] {
        guard let field = field(column), PostgresType.isArray(type(column)),
            let elements = ArrayFields.read(field, of: isElement, element)
        else { throw mismatch(column, name) }
        return elements
    }
}

/// What `array_send` writes: dimensions, flags, element type; of a dimension its length and lower bound; of each element its length, -1
/// for NULL, and its bytes. All numbers are big-endian, of 32 bits and signed, and none is believed before it is compared with what is
/// there.
enum ArrayFields {
    /// Nil for a field that is not an array of one dimension, or holds an element that `read` refuses.
    static func read<Element>(
        _ field: UnsafeRawBufferPointer, of isElement: (UInt32) -> Bool, _ read: (UnsafeRawBufferPointer) -> Element?
    ) -> [Element?]? {
        func number(_ offset: Int) -> Int? {
            guard offset + 4 <= field.count else { return nil }
            return Int(Int32(bigEndian: field.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        }
        guard let dimensions = number(0), let type = number(8), isElement(UInt32(truncatingIfNeeded: type)) else { return nil }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = number(12), 0 <= count, count <= field.count / 4 else { return nil }
        var elements: [Element?] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            guard let length = number(offset) else { return nil }
            offset += 4
            if length < 0 {
                elements.append(nil)
                continue
            }
            guard length <= field.count - offset,
                let element = read(UnsafeRawBufferPointer(rebasing: field[offset..<offset + length]))
            else { return nil }
            elements.append(element)
            offset += length
        }
        return elements
    }
}
