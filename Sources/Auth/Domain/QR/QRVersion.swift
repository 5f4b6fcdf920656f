/// A size of QR code, 1 to 40, at error correction level M (ISO/IEC 18004 section 6.3.2, tables 1, 9 and E.1).
struct QRVersion {
    let number: Int

    static let all = 1...40
    /// Correction words in a block.
    private static let correction = [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        28, 28,
        28, 28, 28, 28, 28, 28, 28,
    ]
    private static let blockCounts = [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37,
        38, 40,
        43, 45, 47, 49,
    ]

    /// Modules along an edge.
    var size: Int { 17 + 4 * number }
    var correctionPerBlock: Int { Self.correction[number - 1] }
    var blocks: Int { Self.blockCounts[number - 1] }
    /// All words, data and correction.
    var words: Int { modules / 8 }
    var dataWords: Int { words - correctionPerBlock * blocks }
    /// The length of the field that counts the bytes.
    var countBits: Int { number < 10 ? 8 : 16 }
    /// Bytes of text that fit.
    var capacity: Int { (dataWords * 8 - 4 - countBits) / 8 }

    /// Modules that carry data.
    private var modules: Int {
        var modules = (16 * number + 128) * number + 64
        if number >= 2 {
            let patterns = number / 7 + 2
            modules -= (25 * patterns - 10) * patterns - 55
            if number >= 7 { modules -= 36 }
        }
        return modules
    }

    /// Where the centres of the alignment patterns lie, in both directions.
    var alignment: [Int] {
        guard number >= 2 else { return [] }
        let count = number / 7 + 2
        let step = number == 32 ? 26 : (number * 2 + count) / (count - 1) * 2
        return [6] + (0..<(count - 1)).reversed().map { size - 7 - $0 * step }
    }
}
