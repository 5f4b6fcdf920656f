/// Growable contiguous bytes: appended at the back, consumed at the front.
///
///     base            head                tail            capacity
///     |  consumed      |  live (count)     |  room          |
///
/// Capacity 0 holds no memory at all, so an idle connection costs nothing. Growth doubles; consumed space is reclaimed by moving
/// the live bytes only when at least as much was consumed as must be moved, so appending and consuming stay O(1) a byte.
///
/// `@unchecked Sendable`: the struct is the only owner of its memory (`~Copyable`) and hands pointers out for the length of a call.
/// Stored state is visible to inlined code of other targets because the response encoders append byte by byte.
@safe
package struct ByteBuffer: ~Copyable, @unchecked Sendable {
    @usableFromInline internal var base: UnsafeMutableRawPointer?
    @usableFromInline internal var capacity: Int
    @usableFromInline internal var head = 0
    @usableFromInline internal var tail = 0

    package init(capacity: Int = 0) {
        precondition(capacity >= 0)
        self.capacity = capacity
        unsafe base = capacity == 0 ? nil : UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    }

    deinit { unsafe base?.deallocate() }

    @inlinable package var count: Int { tail - head }
    @inlinable package var isEmpty: Bool { tail == head }

    /// Bytes of memory held, live or not.
    package var allocatedBytes: Int { capacity }

    /// Makes room for `additional` more bytes.
    @inlinable
    package mutating func reserve(_ additional: Int) {
        if capacity - tail < additional { makeRoom(additional) }
    }

    @usableFromInline
    internal mutating func makeRoom(_ additional: Int) {
        precondition(additional >= 0)
        let live = count
        if head >= live, capacity - live >= additional, let base = unsafe base {
            unsafe base.copyMemory(from: base + head, byteCount: live)
        } else {
            let grown = max(64, capacity * 2, live + additional)
            let moved = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 16)
            if let base = unsafe base {
                unsafe moved.copyMemory(from: base + head, byteCount: live)
                unsafe base.deallocate()
            }
            unsafe base = moved
            capacity = grown
        }
        head = 0
        tail = live
    }

    /// Drops `count` bytes from the front. O(1).
    @inlinable
    package mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= tail - head, "consuming more than there is")
        head += count
        if head == tail {
            head = 0
            tail = 0
        }
    }

    /// Drops everything; without `keepingCapacity` the memory too.
    package mutating func removeAll(keepingCapacity: Bool) {
        head = 0
        tail = 0
        guard !keepingCapacity, let held = unsafe base else { return }
        unsafe held.deallocate()
        unsafe base = nil
        capacity = 0
    }

    /// The live bytes. The pointer is valid inside `body` only; its base is nil when nothing was ever held.
    @inlinable
    package borrowing func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        guard let base = unsafe base else { return try unsafe body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        return try unsafe body(UnsafeRawBufferPointer(start: base + head, count: count))
    }

    /// The live bytes.
    @inlinable
    package borrowing func withSpan<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        guard let base = unsafe base else { return try body(Span()) }
        let live = unsafe UnsafeBufferPointer(start: (base + head).assumingMemoryBound(to: UInt8.self), count: count)
        return try unsafe body(live.span)
    }

    /// A copy of the live bytes.
    package borrowing func array() -> [UInt8] {
        unsafe withBytes { (bytes: UnsafeRawBufferPointer) in unsafe [UInt8](bytes) }
    }
}
