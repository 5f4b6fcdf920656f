import Testing

@testable import Postgres

@Suite("Arrays from the server") struct ArrayFieldsTests {
    private static let extremes: [Int32] = [.min, -2, -1, 0, 1, 2, 3, 8, 1 << 16, .max]

    private func read(_ words: [Int32]) -> [Int?]? {
        let bytes = words.flatMap { word in withUnsafeBytes(of: word.bigEndian, Array.init) }
        return bytes.withUnsafeBytes { field in
            ArrayFields.read(field, of: { $0 == PostgresType.int4 }) { $0.count == 4 ? Int($0[3]) : nil }
        }
    }

    private let good: [Int32] = [1, 1, Int32(PostgresType.int4), 3, 1, 4, 7, -1, 4, 9]

    @Test("dimensions, elements and NULLs are read")
    func wellFormed() {
        #expect(read(good) == [7, nil, 9])
        #expect(read([0, 0, Int32(PostgresType.int4)]) == [])
    }

    @Test("cut anywhere, or with any number in any place, it is read or refused and nothing beyond it is looked at")
    func extremes() {
        for length in 0..<good.count { #expect(read(Array(good[..<length])) == nil) }
        for place in good.indices {
            for number in Self.extremes {
                var words = good
                words[place] = number
                if let elements = read(words) { #expect(elements.count <= 3) }
            }
        }
    }
}
