/// A value with one short text form, in ASCII and without anything that JSON would escape. It is printed a hundred times in one list:
/// straight into whatever document is being written, or into a string of its own.
package protocol ASCIIText: CustomStringConvertible {
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

extension OutputSpan<UInt8> {
    @inline(__always)
    mutating func append(_ character: Unicode.Scalar) {
        append(UInt8(ascii: character))
    }

    /// The last `width` (2, 3, 4 or 6) decimal digits of a non-negative number, zeros in front.
    @inline(__always)
    mutating func append(digits width: Int, of value: Int) {
        // Divisors that are constants cost a multiplication, others a division.
        if width > 4 { append(pair: value / 10_000 % 100) }
        if width > 3 { append(pair: value / 100 % 100) } else if width > 2 { append(digit: value / 100 % 10) }
        append(pair: value % 100)
    }

    @inline(__always)
    private mutating func append(pair value: Int) {
        append(digit: value / 10)
        append(digit: value % 10)
    }

    @inline(__always)
    private mutating func append(digit: Int) {
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
    }
}
