import Glibc

/// The parameters of one statement laid out as libpq takes them: everything in one buffer, and for each parameter its place, length,
/// format and type. One a connection, filled anew for each statement without allocating.
struct ParameterBuffer {
    private(set) var types: [UInt32] = []
    private var bytes: [UInt8] = []
    /// Offsets into `bytes`; negative for NULL.
    private var places: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    private static let textFormat: Int32 = 0
    private static let binaryFormat: Int32 = 1

    /// More parameters than the protocol can count (65,535) are a defect of the caller: large batches go as arrays.
    mutating func fill(_ values: [PostgresValue]) throws(PostgresError) {
        precondition(values.count <= Int(UInt16.max), "\(values.count) parameters")
        types.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for (index, value) in values.enumerated() {
            let start = bytes.count
            types.append(value.type)
            append(value)
            lengths.append(Int32(bytes.count - start))
            if case .null = value { places.append(-1) } else { places.append(start) }
            if case .text = value {
                if holdsNUL(from: start) { throw .textHoldsNUL(parameter: index + 1) }
                formats.append(Self.textFormat)
            } else {
                formats.append(Self.binaryFormat)
            }
            bytes.append(0)  // ends a text, and gives an empty value a place
        }
    }

    /// The four arrays that `PQsendQueryPrepared` takes; valid inside `body`.
    mutating func withParameters<R>(
        _ body: (_ count: Int32, _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> R
    ) -> R {
        bytes.withUnsafeBytes { buffer in
            pointers.removeAll(keepingCapacity: true)
            for place in places {
                pointers.append(place < 0 ? nil : buffer.baseAddress.map { ($0 + place).assumingMemoryBound(to: CChar.self) })
            }
            return body(Int32(places.count), pointers, lengths, formats)
        }
    }

    private mutating func append(_ value: PostgresValue) {
        switch value {
        case .null: break
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .int(let number): append(Int64(number))
        case .bool(let truth): bytes.append(truth ? 1 : 0)
        case .double(let number): append(number.bitPattern)
        case .bytes(let content): bytes.append(contentsOf: content)
        case .uuid(let id): append(id)
        case .timestamptz(let time): append(PostgresEpoch.toServer(time))
        case .date(let day): append(PostgresEpoch.dayToServer(day))
        case .time(let time): append(time)
        case .textArray(let array): append(array, of: PostgresType.text) { $0.bytes.append(contentsOf: $1.utf8) }
        case .intArray(let array): append(array, of: PostgresType.int8) { $0.append(Int64($1)) }
        case .boolArray(let array): append(array, of: PostgresType.bool) { $0.bytes.append($1 ? 1 : 0) }
        case .bytesArray(let array): append(array, of: PostgresType.bytea) { $0.bytes.append(contentsOf: $1) }
        case .uuidArray(let array): append(array, of: PostgresType.uuid) { $0.append($1) }
        case .timestamptzArray(let array):
            append(array, of: PostgresType.timestamptz) { $0.append(PostgresEpoch.toServer($1)) }
        }
    }

    /// The binary form of a one-dimensional array (array_recv): dimensions, has-nulls, element type, size, lower bound, and for each
    /// element its length (-1 for NULL) and bytes.
    private mutating func append<Element>(
        _ array: [Element?], of type: UInt32, _ element: (inout ParameterBuffer, Element) -> Void
    ) {
        append(Int32(array.isEmpty ? 0 : 1))
        append(Int32(array.contains { $0 == nil } ? 1 : 0))
        append(type)
        if array.isEmpty { return }
        append(Int32(array.count))
        append(Int32(1))
        for value in array {
            guard let value else {
                append(Int32(-1))
                continue
            }
            let start = bytes.count
            append(Int32(0))
            element(&self, value)
            let length = Int32(bytes.count - start - 4)
            withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
        }
    }

    private func holdsNUL(from start: Int) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return false }
            return memchr(base + start, 0, buffer.count - start) != nil
        }
    }

    private mutating func append(_ id: PostgresUUID) {
        append(id.high)
        append(id.low)
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
