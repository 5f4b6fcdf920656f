import AuthDomain
import Foundation
import Testing

/// Read by zbar, whose hand is another.
@Suite("QR codes that readers read") struct QRCodeTests {
    /// A line of lengths: each version up to 20 begins and ends somewhere here.
    @Test(
        "a text of any length is read back",
        arguments: [
            0, 1, 14, 15, 26, 27, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 1_000,
            2_331,
        ])
    func readBack(length: Int) throws {
        let letters = Array("otpauth://totp/Clinic:ann%40example.com?secret=")
        let text = length == 0 ? "x" : String((0..<length).map { letters[($0 + length) % letters.count] })
        let code = try #require(QRCode(text))
        #expect(try read(code) == text)
    }

    @Test("whichever mask is drawn, it is read back")
    func masks() throws {
        var drawn: Set<Int> = []
        for number in 0..<100 where drawn.count < 6 {
            let text = "otpauth://totp/\(number)"
            let code = try #require(QRCode(text))
            // Its number is in the format's bits 10 to 12, under 101 (ISO/IEC 18004 section 7.9).
            let mask = (0..<3).reduce(0) { $0 | (code.isDark(4 - $1, 8) ? 1 << $1 : 0) } ^ 0b101
            if drawn.insert(mask).inserted { #expect(try read(code) == text, "mask \(mask)") }
        }
        #expect(drawn.count == 6, "the texts are too alike")
    }

    @Test("format and version stand twice, the same")
    func copies() throws {
        for length in [1, 100, 300, 1_000, 2_331] {
            let code = try #require(QRCode(String(repeating: "a", count: length)))
            let edge = code.size - 1
            // ISO/IEC 18004 figures 25 and 26, from the least bit on.
            let first = (0...5).map { (8, $0) } + [(8, 7), (8, 8), (7, 8)] + (9..<15).map { (14 - $0, 8) }
            let second = (0..<8).map { (edge - $0, 8) } + (8..<15).map { (8, edge - 14 + $0) }
            for (a, b) in zip(first, second) { #expect(code.isDark(a.0, a.1) == code.isDark(b.0, b.1), "\(length): \(a), \(b)") }
            guard code.size >= 45 else { continue }
            for index in 0..<18 {
                let (a, b) = (code.size - 11 + index % 3, index / 3)
                #expect(code.isDark(a, b) == code.isDark(b, a), "\(length): \(a), \(b)")
            }
        }
    }

    @Test("between the finders dark and light modules take turns, beginning with a dark one")
    func timing() throws {
        for length in [1, 100, 2_331] {
            let code = try #require(QRCode(String(repeating: "a", count: length)))
            for index in 8..<(code.size - 8) {
                #expect(
                    code.isDark(index, 6) == (index % 2 == 0) && code.isDark(6, index) == (index % 2 == 0), "\(length): \(index)")
            }
        }
    }

    @Test("the smallest version is taken")
    func sizes() throws {
        for (length, size) in [(1, 21), (14, 21), (15, 25), (26, 25), (27, 29), (213, 57), (214, 61), (2_331, 177)] {
            #expect(QRCode(String(repeating: "a", count: length))?.size == size, "\(length)")
        }
        #expect(QRCode(String(repeating: "a", count: 2_332)) == nil)
    }

    @Test("the picture has the code's dark modules and no others")
    func svg() throws {
        let code = try #require(QRCode("otpauth://totp/Clinic"))
        let edge = code.size + 8
        #expect(code.svg.hasPrefix(#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(edge) \#(edge)""#))
        var drawn: Set<[Int]> = []
        for match in code.svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-\d+z/) {
            guard let x = Int(match.1), let y = Int(match.2), let width = Int(match.3) else { continue }
            for column in x..<(x + width) { #expect(drawn.insert([column - 4, y - 4]).inserted) }
        }
        for y in 0..<code.size {
            for x in 0..<code.size { #expect(drawn.contains([x, y]) == code.isDark(x, y)) }
        }
        #expect(drawn.count == (0..<code.size * code.size).count { code.isDark($0 % code.size, $0 / code.size) })
    }

    /// What zbarimg reads in the code, drawn as a portable graymap of four pixels a module.
    private func read(_ code: QRCode) throws -> String {
        let (scale, zone) = (4, 4)
        let edge = (code.size + 2 * zone) * scale
        var picture = Array("P5 \(edge) \(edge) 255\n".utf8)
        for y in 0..<edge {
            for x in 0..<edge {
                let (column, row) = (x / scale - zone, y / scale - zone)
                let isInside = (0..<code.size).contains(column) && (0..<code.size).contains(row)
                picture.append(isInside && code.isDark(column, row) ? 0 : 255)
            }
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "qr-\(UUID()).pgm")
        try Data(picture).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/zbarimg")
        process.arguments = ["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
