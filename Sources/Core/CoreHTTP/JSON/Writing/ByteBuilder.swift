/// Growing memory for an output document, handed out at the end without a copy. Grows by doubling.
@safe @usableFromInline struct ByteBuilder: ~Copyable {
    /// All `capacity` bytes. Nothing else refers to this array and no method changes it until it is handed out, so `start` stays
    /// its first byte.
    @usableFromInline var memory: [UInt8]
    @usableFromInline var start: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    @usableFromInline var count = 0

    init(capacity: Int) {
        precondition(capacity >= 0)
        self.capacity = max(capacity, 64)
        unsafe (memory, start) = Self.allocate(self.capacity)
    }

    private static func allocate(_ capacity: Int) -> (memory: [UInt8], start: UnsafeMutableRawPointer) {
        var memory = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { $1 = capacity }
        let start = unsafe memory.withUnsafeMutableBytes { unsafe $0.baseAddress.unsafelyUnwrapped }
        return unsafe (memory, start)
    }

    /// Makes room for `additional` more bytes. The `appendReserved` methods rely on it and do not check again.
    @inlinable @inline(__always)
    mutating func reserve(_ additional: Int) {
        if capacity &- count < additional { grow(additional) }
    }

    @inline(never) @usableFromInline
    mutating func grow(_ additional: Int) {
        let larger = max(capacity * 2, count + additional)
        let (memory, start) = unsafe Self.allocate(larger)
        unsafe start.copyMemory(from: self.start, byteCount: count)
        self.memory = memory
        unsafe self.start = start
        capacity = larger
    }

    @inlinable @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        appendReserved(byte)
    }

    /// One byte into room that was reserved.
    @inlinable @inline(__always)
    mutating func appendReserved(_ byte: UInt8) {
        assert(count < capacity)
        unsafe start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        precondition(text.hasPointerRepresentation)
        unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// `"name":`, behind a comma where one is due.
    @inlinable @inline(__always)
    mutating func appendName(_ name: StaticString, afterComma isAfterComma: Bool) {
        precondition(name.hasPointerRepresentation)
        reserve(name.utf8CodeUnitCount + 4)
        if isAfterComma { appendReserved(UInt8(ascii: ",")) }
        appendReserved(UInt8(ascii: "\""))
        unsafe appendReserved(name.utf8Start, name.utf8CodeUnitCount)
        appendReserved(UInt8(ascii: "\""))
        appendReserved(UInt8(ascii: ":"))
    }

    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe append(bytes) }
    }

    @unsafe @inline(__always)
    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        guard let source = bytes.baseAddress else { return }
        unsafe appendReserved(source, bytes.count)
    }

    /// Bytes into room that was reserved: word by word, which for short names and values beats a call of memcpy.
    @unsafe @inlinable @inline(__always)
    mutating func appendReserved(_ source: UnsafeRawPointer, _ length: Int) {
        assert(length <= capacity - count)
        let target = unsafe start + count
        count &+= length
        if length >= 8 {
            var offset = 0
            while offset &+ 8 <= length {
                let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                unsafe target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
                offset &+= 8
            }
            let last = unsafe source.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
            unsafe target.storeBytes(of: last, toByteOffset: length - 8, as: UInt64.self)
        } else {
            for offset in 0..<length {
                unsafe target.storeBytes(
                    of: source.load(fromByteOffset: offset, as: UInt8.self), toByteOffset: offset, as: UInt8.self)
            }
        }
    }

    /// Copies whole words as long as none of them satisfies `stops`, and returns the number of bytes copied. The last word
    /// may reach back into the one before. Room for `length` bytes must be reserved.
    @unsafe @inline(__always)
    mutating func appendReserved(_ source: UnsafeRawPointer, _ length: Int, until stops: (UInt64) -> Bool) -> Int {
        assert(length <= capacity - count)
        let target = unsafe start + count
        var offset = 0
        while offset &+ 8 <= length {
            let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if stops(word) { break }
            unsafe target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        if length >= 8, offset < length, offset &+ 8 > length {
            let word = unsafe source.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
            if !stops(word) {
                unsafe target.storeBytes(of: word, toByteOffset: length - 8, as: UInt64.self)
                offset = length
            }
        }
        count += offset
        return offset
    }

    /// Fills `length` new bytes through `fill`, which must write each of them.
    @inline(__always)
    mutating func append(length: Int, _ fill: (inout MutableRawSpan) -> Void) {
        reserve(length)
        var room = unsafe MutableRawSpan(_unsafeStart: start + count, byteCount: length)
        fill(&room)
        count += length
    }

    /// `"text"` of at most `limit` octets that need no escapes, behind a comma where one is due.
    @inlinable @inline(__always)
    mutating func appendQuoted(upTo limit: Int, afterComma isAfterComma: Bool, _ write: (inout OutputSpan<UInt8>) -> Void) {
        reserve(limit + 3)
        if isAfterComma { appendReserved(UInt8(ascii: ",")) }
        appendReserved(UInt8(ascii: "\""))
        let room = unsafe UnsafeMutableBufferPointer(start: (start + count).assumingMemoryBound(to: UInt8.self), count: limit)
        var text = unsafe OutputSpan(buffer: room, initializedCount: 0)
        write(&text)
        count += unsafe text.finalize(for: room)
        appendReserved(UInt8(ascii: "\""))
    }

    mutating func removeAll() { count = 0 }

    /// Lends what was written.
    borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(Span(_unsafeStart: start.assumingMemoryBound(to: UInt8.self), count: count))
    }

    /// What was written.
    consuming func bytes() -> [UInt8] {
        memory.removeLast(capacity - count)
        return memory
    }
}
