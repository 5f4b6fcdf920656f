import Basics

extension ByteBuffer {
    @inlinable
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base.unsafelyUnwrapped.storeBytes(of: byte, toByteOffset: tail, as: UInt8.self)
        tail += 1
    }

    /// `bytes` must not lie in this buffer.
    @inlinable
    package mutating func append(copying bytes: UnsafeRawBufferPointer) {
        let count = bytes.count
        guard count > 0, let source = bytes.baseAddress else { return }
        reserve(count)
        unsafe (base.unsafelyUnwrapped + tail).copyMemory(from: source, byteCount: count)
        tail += count
    }

    @inlinable
    package mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { (raw: UnsafeRawBufferPointer) in unsafe append(copying: raw) }
    }

    @inlinable
    package mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { (raw: UnsafeRawBufferPointer) in unsafe append(copying: raw) }
    }

    @inlinable
    package mutating func append(_ text: StaticString) {
        if text.hasPointerRepresentation {
            unsafe append(copying: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        } else {
            append(String(text.unicodeScalar))
        }
    }

    /// The text's UTF-8, without an array in between. Disfavoured so that a literal is copied as a `StaticString`.
    @inlinable
    @_disfavoredOverload
    package mutating func append(_ text: String) {
        append(text.utf8.span)
    }

    /// The number in base 10, with a minus sign when negative.
    package mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let magnitude = UInt64(number.magnitude)
        let count = DecimalDigits.count(of: magnitude)
        unsafe appendUninitialized(count) { room in
            var digits = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: room[..<count]))
            DecimalDigits.write(magnitude, into: &digits)
            return count
        }
    }

    /// Hands room for at least `count` more bytes to `body` (read(2) fills it), which returns how many it filled.
    /// Nothing is appended when `body` throws.
    @inlinable
    @discardableResult
    package mutating func appendUninitialized<E: Error>(
        _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) -> Int {
        precondition(count >= 0)
        reserve(max(count, 1))
        let room = unsafe UnsafeMutableRawBufferPointer(start: base.unsafelyUnwrapped + tail, count: capacity - tail)
        let filled = try unsafe body(room)
        precondition(filled >= 0 && filled <= capacity - tail, "more filled than there was room for")
        tail += filled
        return filled
    }
}
