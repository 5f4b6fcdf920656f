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
    mutating func append(_ character: Unicode.Scalar) { append(UInt64(UInt8(ascii: character)), 1) }

    /// `count` characters, the first in the lowest byte of `characters`; what is above them is left out.
    @inline(__always)
    mutating func append(_ characters: UInt64, _ count: Int) {
        assert(self.count + count <= 8)
        bits |= (characters & (UInt64.max >> UInt64(64 &- 8 &* count))) << UInt64(8 &* self.count)
        self.count &+= count
    }

    /// The decimal digits of four numbers below 100, two characters each, for `append`: all divided at once, each in 16 bits of its own.
    @inline(__always)
    static func pairs(_ first: UInt32, _ second: UInt32, _ third: UInt32 = 0, _ fourth: UInt32 = 0) -> UInt64 {
        let numbers = UInt64(first) | UInt64(second) << 16 | UInt64(third) << 32 | UInt64(fourth) << 48
        let tens = (numbers &* 103) >> 10 & 0x000F_000F_000F_000F
        return 0x3030_3030_3030_3030 &+ (tens | (numbers &- 10 &* tens) << 8)
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
    mutating func append(
        _ first: ASCIIWord, _ second: ASCIIWord = ASCIIWord(), _ third: ASCIIWord = ASCIIWord(), _ fourth: ASCIIWord = ASCIIWord()
    ) {
        let length = first.count + second.count + third.count + fourth.count
        unsafe withUnsafeMutableBufferPointer { buffer, initialized in
            precondition(length <= buffer.count - initialized)
            guard let start = buffer.baseAddress else { return }
            var target = unsafe UnsafeMutableRawPointer(start + initialized)
            unsafe first.store(to: target)
            unsafe target += first.count
            unsafe second.store(to: target)
            unsafe target += second.count
            unsafe third.store(to: target)
            unsafe target += third.count
            unsafe fourth.store(to: target)
            initialized += length
        }
    }
}
