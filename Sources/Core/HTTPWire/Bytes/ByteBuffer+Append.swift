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
        unsafe appendUninitialized(20) { room in
            var magnitude = number.magnitude
            var digits = 1
            var bound: UInt = 10
            while magnitude >= bound, digits < 19 {
                digits += 1
                bound *= 10
            }
            let length = digits + (number < 0 ? 1 : 0)
            var at = length
            repeat {
                at -= 1
                unsafe room[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10)
                magnitude /= 10
            } while magnitude > 0
            if number < 0 { unsafe room[0] = UInt8(ascii: "-") }
            return length
        }
    }

    /// The number in base 16, lower case, without prefix.
    package mutating func append(hexadecimal number: Int) {
        precondition(number >= 0)
        var shift = max(0, (Int.bitWidth - number.leadingZeroBitCount - 1) / 4 * 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 15
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            shift -= 4
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
