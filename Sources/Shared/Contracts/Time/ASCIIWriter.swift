/// Fills a string's own storage with ASCII: dates and times are printed a hundred times in one list, interpolation is slow.
/// Safe because every write is checked against the storage, and because it cannot leave the closure that lends it.
@safe struct ASCIIWriter: ~Copyable {
    private let storage: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    fileprivate init(_ storage: UnsafeMutableBufferPointer<UInt8>) {
        unsafe self.storage = storage
    }

    mutating func append(_ character: Unicode.Scalar) {
        append(byte: UInt8(ascii: character))
    }

    /// The last `width` decimal digits of a non-negative number, zeros in front.
    mutating func append(digits width: Int, of value: Int) {
        // Divisors that are constants cost a multiplication, others a division.
        if width > 2 { append(digits: width - 2, of: value / 100) }
        if width > 1 { append(byte: UInt8(ascii: "0") + UInt8(value / 10 % 10)) }
        append(byte: UInt8(ascii: "0") + UInt8(value % 10))
    }

    private mutating func append(byte: UInt8) {
        unsafe precondition(count < storage.count)
        unsafe storage[count] = byte
        count += 1
    }
}

extension String {
    /// A string of at most `capacity` ASCII characters, made in place by `body`.
    init(asciiCapacity capacity: Int, _ body: (inout ASCIIWriter) -> Void) {
        unsafe self.init(unsafeUninitializedCapacity: capacity) { storage in
            var writer = unsafe ASCIIWriter(storage)
            body(&writer)
            return writer.count
        }
    }
}
