/// A QR code (ISO/IEC 18004) of a text in byte mode at error correction level M, in the smallest version that holds it.
package struct QRCode: Sendable {
    /// Modules along an edge, without the quiet zone.
    package let size: Int
    private let modules: [Bool]

    /// Nil for a text longer than the largest version holds, 2,331 bytes of UTF-8.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let version = QRVersion.all.map(QRVersion.init(number:)).first(where: { bytes.count <= $0.capacity }) else {
            return nil
        }
        var matrix = QRMatrix(version)
        matrix.place(Self.interleaved(Self.data(bytes, version), version))
        matrix.mask()
        size = version.size
        modules = matrix.isDark
    }

    package func isDark(_ x: Int, _ y: Int) -> Bool { modules[y * size + x] }

    /// Mode, count, bytes, end, padding (section 7.4).
    private static func data(_ bytes: [UInt8], _ version: QRVersion) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ number: Int, _ count: Int) { for bit in (0..<count).reversed() { bits.append(number >> bit & 1 == 1) } }
        append(0b0100, 4)
        append(bytes.count, version.countBits)
        for byte in bytes { append(Int(byte), 8) }
        let capacity = version.dataWords * 8
        bits += Array(repeating: false, count: min(4, capacity - bits.count))
        bits += Array(repeating: false, count: (8 - bits.count % 8) % 8)
        var words = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var padding: UInt8 = 0xEC
        while words.count < version.dataWords {
            words.append(padding)
            padding ^= 0xEC ^ 0x11
        }
        return words
    }

    /// The data in blocks, each with its correction words; then one word of each block in turn (section 7.6). The last blocks may
    /// have one word more than the others.
    private static func interleaved(_ data: [UInt8], _ version: QRVersion) -> [UInt8] {
        let short = data.count / version.blocks
        let longBlocks = data.count % version.blocks
        var blocks: [ArraySlice<UInt8>] = []
        var start = 0
        for index in 0..<version.blocks {
            let length = short + (index >= version.blocks - longBlocks ? 1 : 0)
            blocks.append(data[start..<(start + length)])
            start += length
        }
        let corrections = blocks.map { ReedSolomon.remainder($0, degree: version.correctionPerBlock) }
        var words: [UInt8] = []
        for index in 0...short {
            for block in blocks where index < block.count { words.append(block[block.startIndex + index]) }
        }
        for index in 0..<version.correctionPerBlock {
            for correction in corrections { words.append(correction[index]) }
        }
        return words
    }
}
