import HTTPWire
import Testing
import WireSupport

@Suite("ByteBuffer grows at the back and shrinks at the front")
struct ByteBufferTests {
    @Test("an empty buffer holds no memory, and gives it back on demand")
    func memory() {
        var buffer = ByteBuffer()
        #expect(buffer.allocatedBytes == 0 && buffer.isEmpty)
        buffer.withBytes { #expect($0.count == 0) }
        buffer.withSpan { #expect($0.count == 0) }
        buffer.append([])
        buffer.append("" as String)
        #expect(buffer.allocatedBytes == 0)
        buffer.append([1, 2, 3])
        buffer.removeAll(keepingCapacity: true)
        #expect(buffer.allocatedBytes > 0)
        buffer.removeAll(keepingCapacity: false)
        #expect(buffer.allocatedBytes == 0)
        buffer.append(7)
        #expect(buffer.array() == [7] && !buffer.isEmpty)
    }

    @Test("every way to append")
    func append() {
        var buffer = ByteBuffer(capacity: 1)
        buffer.append(UInt8(ascii: "a"))
        buffer.append("bc" as StaticString)
        buffer.append("dé" as String)
        buffer.append(octets("f"))
        buffer.append(octets("gh").span)
        octets("ij").withUnsafeBytes { buffer.append(copying: $0) }
        buffer.append(decimal: -120)
        #expect(buffer.array() == octets("abcdéfghij-120"))
    }

    @Test("numbers", arguments: [0, 1, 9, 10, 99, 100, 999_999_999, 1_000_000_000, Int.max, Int.min, -1, -10, Int.max / 10 + 1])
    func numbers(_ number: Int) {
        var buffer = ByteBuffer()
        buffer.append(decimal: number)
        #expect(buffer.array() == octets(String(number)))
    }

    @Test("bytes read straight into the buffer; a failed read appends nothing")
    func appendUninitialized() {
        var buffer = ByteBuffer()
        let filled = buffer.appendUninitialized(10) { room in
            #expect(room.count >= 10)
            room[0] = 5
            room[1] = 6
            return 2
        }
        #expect(filled == 2)
        #expect(throws: Unexpected.self) {
            try buffer.appendUninitialized(10) { (_) throws(Unexpected) -> Int in throw Unexpected() }
        }
        buffer.appendUninitialized(0) { _ in 0 }
        #expect(buffer.array() == [5, 6])
    }

    @Test("behaves as an array does, in ten thousand random steps")
    func model() {
        var random = FixedSeed(1)
        var buffer = ByteBuffer()
        var model: [UInt8] = []
        for _ in 0..<10_000 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0..<3:
                let bytes = random.bytes(Int.random(in: 0..<200, using: &random))
                buffer.append(bytes)
                model += bytes
            case 3..<7:
                let count = Int.random(in: 0...model.count, using: &random)
                buffer.consume(count)
                model.removeFirst(count)
            default:
                let extra = Int.random(in: 0..<300, using: &random)
                buffer.reserve(extra)
            }
            #expect(buffer.count == model.count)
            #expect(buffer.array() == model)
            #expect(buffer.allocatedBytes < 10_000)
        }
    }

    @Test("a long stream through a short window needs no more memory than the window")
    func window() {
        var buffer = ByteBuffer()
        for _ in 0..<10_000 {
            buffer.append([UInt8](repeating: 1, count: 100))
            if buffer.count > 300 { buffer.consume(250) }
        }
        #expect(buffer.allocatedBytes <= 1_024)
        var small = ByteBuffer()
        for _ in 0..<10_000 {
            small.append([UInt8](repeating: 1, count: 100))
            small.consume(small.count - 1)
        }
        #expect(small.allocatedBytes <= 512)
    }
}
