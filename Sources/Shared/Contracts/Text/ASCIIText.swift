/// A value with one short text form, in ASCII and without anything that JSON would escape. It is printed a hundred times in one list:
/// straight into whatever document is being written, or into a string of its own.
@usableFromInline package protocol ASCIIText: CustomStringConvertible {
    /// Characters of the longest text there is.
    static var longestText: Int { get }

    /// Appends the text; there is room for `longestText` more characters.
    func write(to text: inout OutputSpan<UInt8>)
}

extension ASCIIText {
    package var description: String {
        unsafe String(unsafeUninitializedCapacity: Self.longestText) { storage in
            var text = unsafe OutputSpan(buffer: storage, initializedCount: 0)
            write(to: &text)
            return unsafe text.finalize(for: storage)
        }
    }
}

/// Up to eight characters in a word, the first in its lowest byte: made by shifts, written by one store.
struct ASCIIWord {
    private var bits: UInt64 = 0
    private(set) var count = 0

    @inline(__always)
    init() {}

    @inline(__always)
    mutating func append(_ character: Unicode.Scalar) { append(UInt32(UInt8(ascii: character)), 1) }

    @inline(__always)
    mutating func append(digit: UInt32) { append(0x30 &+ digit, 1) }

    /// Two decimal digits of a number below 100.
    @inline(__always)
    mutating func append(pair number: UInt32) {
        let tens = (number &* 103) >> 10
        append(0x3030 &+ (tens | (number &- 10 &* tens) << 8), 2)
    }

    @inline(__always)
    private mutating func append(_ characters: UInt32, _ number: Int) {
        assert(count + number <= 8)
        bits |= UInt64(characters) << UInt64(8 &* count)
        count &+= number
    }

    @inline(__always)
    func store(to memory: UnsafeMutableRawPointer) {
        unsafe withUnsafeBytes(of: bits.littleEndian) { bytes in
            unsafe memory.copyMemory(from: bytes.baseAddress.unsafelyUnwrapped, byteCount: count)
        }
    }
}

extension OutputSpan<UInt8> {
    @inline(__always)
    mutating func append(_ word: ASCIIWord) {
        unsafe withUnsafeMutableBufferPointer { buffer, initialized in
            precondition(word.count <= buffer.count - initialized)
            guard let start = buffer.baseAddress else { return }
            unsafe word.store(to: UnsafeMutableRawPointer(start + initialized))
            initialized += word.count
        }
    }
}
