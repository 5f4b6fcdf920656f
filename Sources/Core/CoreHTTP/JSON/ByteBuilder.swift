/// Growing raw memory that bytes are appended to: what an output document is written into. Grows by doubling; the one
/// owner frees it.
@safe struct ByteBuilder: ~Copyable {
    private var start: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        precondition(capacity >= 0)
        self.capacity = max(capacity, 64)
        unsafe start = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe start.deallocate() }

    /// Makes room for `additional` more bytes. The appends below that say so rely on it instead of looking again.
    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow(additional) }
    }

    @inline(never)
    private mutating func grow(_ additional: Int) {
        let larger = max(capacity * 2, count + additional)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        unsafe memory.copyMemory(from: start, byteCount: count)
        unsafe start.deallocate()
        unsafe start = memory
        capacity = larger
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        appendReserved(byte)
    }

    /// One byte into room that was reserved.
    @inline(__always)
    mutating func appendReserved(_ byte: UInt8) {
        assert(count < capacity)
        unsafe start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Eight bytes in memory order into room that was reserved, of which the first `used` stay.
    @inline(__always)
    mutating func appendReserved(word: UInt64, used: Int) {
        assert(count + 8 <= capacity && used <= 8)
        unsafe start.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
        count += used
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        precondition(text.hasPointerRepresentation)
        unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe append(bytes) }
    }

    @unsafe @inline(__always)
    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        guard let source = bytes.baseAddress else { return }
        unsafe (start + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Fills `length` new bytes through `fill`, which must write each of them.
    @inline(__always)
    mutating func append(length: Int, _ fill: (inout MutableRawSpan) -> Void) {
        reserve(length)
        var room = unsafe MutableRawSpan(_unsafeStart: start + count, byteCount: length)
        fill(&room)
        count += length
    }

    mutating func removeAll() { count = 0 }

    /// Lends what was written.
    borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(Span(_unsafeStart: start.assumingMemoryBound(to: UInt8.self), count: count))
    }

    borrowing func bytes() -> [UInt8] {
        let source = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe [UInt8](source)
    }
}
