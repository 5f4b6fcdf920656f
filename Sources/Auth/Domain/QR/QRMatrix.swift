/// The modules of a QR code while it is drawn: the patterns that readers look for, then the words around them, then a mask
/// (ISO/IEC 18004 sections 7.7 to 7.10).
struct QRMatrix {
    private(set) var isDark: [Bool]
    /// Part of a pattern: carries no data and is not masked.
    private var isFixed: [Bool]
    private let version: QRVersion
    private let size: Int

    init(_ version: QRVersion) {
        self.version = version
        size = version.size
        isDark = Array(repeating: false, count: size * size)
        isFixed = isDark
        for index in 0..<size {
            fix(6, index, index % 2 == 0)
            fix(index, 6, index % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
        let centres = version.alignment
        for (row, y) in centres.enumerated() {
            for (column, x) in centres.enumerated() {
                // The three corners have finders.
                let last = centres.count - 1
                if (row, column) == (0, 0) || (row, column) == (0, last) || (row, column) == (last, 0) { continue }
                drawAlignment(x, y)
            }
        }
        drawFormat(mask: 0)
        drawVersion()
    }

    private mutating func fix(_ x: Int, _ y: Int, _ dark: Bool) {
        isDark[y * size + x] = dark
        isFixed[y * size + x] = true
    }

    /// A finder with its separator.
    private mutating func drawFinder(_ x: Int, _ y: Int) {
        for dy in -4...4 {
            for dx in -4...4 where (0..<size).contains(x + dx) && (0..<size).contains(y + dy) {
                let distance = max(abs(dx), abs(dy))
                fix(x + dx, y + dy, distance != 2 && distance != 4)
            }
        }
    }

    private mutating func drawAlignment(_ x: Int, _ y: Int) {
        for dy in -2...2 {
            for dx in -2...2 { fix(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) }
        }
    }

    /// Level M and the mask, twice, with their BCH(15,5) code (section 7.9).
    private mutating func drawFormat(mask: Int) {
        // Level M is 00.
        var remainder = mask
        for _ in 0..<10 { remainder = remainder << 1 ^ (remainder >> 9) * 0x537 }
        let bits = (mask << 10 | remainder) ^ 0x5412
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { fix(8, index, bit(index)) }
        fix(8, 7, bit(6))
        fix(8, 8, bit(7))
        fix(7, 8, bit(8))
        for index in 9..<15 { fix(14 - index, 8, bit(index)) }
        for index in 0..<8 { fix(size - 1 - index, 8, bit(index)) }
        for index in 8..<15 { fix(8, size - 15 + index, bit(index)) }
        fix(8, size - 8, true)
    }

    /// From version 7 on, twice, with its BCH(18,6) code (section 7.10).
    private mutating func drawVersion() {
        guard version.number >= 7 else { return }
        var remainder = version.number
        for _ in 0..<12 { remainder = remainder << 1 ^ (remainder >> 11) * 0x1F25 }
        let bits = version.number << 12 | remainder
        for index in 0..<18 {
            let (a, b) = (size - 11 + index % 3, index / 3)
            fix(a, b, bits >> index & 1 == 1)
            fix(b, a, bits >> index & 1 == 1)
        }
    }

    /// From the lower right corner in columns of two, up and down in turn (section 7.7.3).
    mutating func place(_ words: [UInt8]) {
        var index = 0
        var right = size - 1
        while right >= 1 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                let y = (right + 1) & 2 == 0 ? size - 1 - step : step
                for x in [right, right - 1] where !isFixed[y * size + x] && index < words.count * 8 {
                    isDark[y * size + x] = words[index / 8] >> UInt8(7 - index % 8) & 1 == 1
                    index += 1
                }
            }
            right -= 2
        }
    }

    /// Applies the mask that leaves the fewest patterns that disturb readers.
    mutating func mask() {
        let masked = (0..<8).map { mask in
            var copy = self
            copy.apply(mask)
            copy.drawFormat(mask: mask)
            return copy
        }
        if let best = masked.min(by: { $0.penalty < $1.penalty }) { self = best }
    }

    private mutating func apply(_ mask: Int) {
        for y in 0..<size {
            for x in 0..<size where !isFixed[y * size + x] {
                let inverts =
                    switch mask {
                    case 0: (x + y) % 2 == 0
                    case 1: y % 2 == 0
                    case 2: x % 3 == 0
                    case 3: (x + y) % 3 == 0
                    case 4: (x / 3 + y / 2) % 2 == 0
                    case 5: x * y % 2 + x * y % 3 == 0
                    case 6: (x * y % 2 + x * y % 3) % 2 == 0
                    default: ((x + y) % 2 + x * y % 3) % 2 == 0
                    }
                if inverts { isDark[y * size + x].toggle() }
            }
        }
    }

    /// Section 7.8.3: long runs, squares, what looks like a finder, and an uneven share of dark modules.
    private var penalty: Int {
        var penalty = 0
        let finders = [[true, false, true, true, true, false, true], Array(repeating: false, count: 4)]
        let patterns = [finders[0] + finders[1], finders[1] + finders[0]]
        for line in 0..<size {
            for cells in [(0..<size).map { isDark[line * size + $0] }, (0..<size).map { isDark[$0 * size + line] }] {
                var run = 0
                for (index, cell) in cells.enumerated() {
                    run = index > 0 && cells[index - 1] == cell ? run + 1 : 1
                    if run == 5 { penalty += 3 } else if run > 5 { penalty += 1 }
                    if index >= 10, patterns.contains(Array(cells[(index - 10)...index])) { penalty += 40 }
                }
            }
        }
        for y in 1..<size {
            for x in 1..<size {
                let cell = isDark[y * size + x]
                if cell == isDark[y * size + x - 1], cell == isDark[(y - 1) * size + x], cell == isDark[(y - 1) * size + x - 1] {
                    penalty += 3
                }
            }
        }
        let dark = isDark.count { $0 }
        return penalty + abs(dark * 20 - size * size * 10) / (size * size) * 10
    }
}
