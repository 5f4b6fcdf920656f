import Testing

@testable import Postgres

@Suite("Parameters as libpq takes them") struct ParameterBufferTests {
    @Test("a text with NUL, which ends texts for libpq, is refused wherever it stands, and others are whole")
    func nul() throws {
        var buffer = ParameterBuffer()
        for length in 0...40 {
            let text = String(repeating: "a", count: length)
            try buffer.fill([.int(0), .text(text), .bytes([0])])
            let (lengths, texts) = buffer.withParameters { _, values, lengths, _ in
                (lengths, values[1].map { String(cString: $0) })
            }
            #expect(lengths[1] == Int32(length) && texts == text)
            for place in 0..<length {
                let cut = String(repeating: "a", count: place) + "\0" + String(repeating: "a", count: length - place - 1)
                #expect(throws: PostgresError.self) { try buffer.fill([.int(0), .text(cut), .bytes([0])]) }
            }
        }
    }

    @Test("NULL alone has no place, wherever it stands; an empty value has one")
    func null() throws {
        var buffer = ParameterBuffer()
        let values: [PostgresValue] = [.null, .int(1), .text(""), .bytes([]), .bool(true), .uuid(PostgresUUID(high: 0, low: 0))]
        for first in values.indices {
            let turned = Array(values[first...] + values[..<first])
            try buffer.fill(turned)
            let present = buffer.withParameters { count, values, _, _ in values.prefix(Int(count)).map { $0 != nil } }
            #expect(present == turned.map { if case .null = $0 { false } else { true } })
        }
    }
}
