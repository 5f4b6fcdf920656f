import Testing

@testable import Redis

@Suite("Redis commands on the wire") struct CommandEncoderTests {
    static let commands: [([RedisArgument], String)] = [
        (["PING"], "*1\r\n$4\r\nPING\r\n"),
        (["GET", .text("")], "*2\r\n$3\r\nGET\r\n$0\r\n\r\n"),
        (["SET", .text("k"), "EX", 30], "*4\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\nEX\r\n$2\r\n30\r\n"),
        (["X", .text("zürich")], "*2\r\n$1\r\nX\r\n$7\r\nzürich\r\n"),
        (["X", .integer(0), -1, 9, 10], "*5\r\n$1\r\nX\r\n$1\r\n0\r\n$2\r\n-1\r\n$1\r\n9\r\n$2\r\n10\r\n"),
        (["X", .integer(Int64.max)], "*2\r\n$1\r\nX\r\n$19\r\n9223372036854775807\r\n"),
        (["X", .integer(Int64.min)], "*2\r\n$1\r\nX\r\n$20\r\n-9223372036854775808\r\n"),
        (["X", .bytes(Array("\r\n$\0".utf8))], "*2\r\n$1\r\nX\r\n$4\r\n\r\n$\0\r\n"),
        ([RedisArgument](repeating: "a", count: 12), "*12\r\n" + String(repeating: "$1\r\na\r\n", count: 12)),
    ]

    @Test("each word is written with its length in bytes, and the size told before is the size written", arguments: commands)
    func encodes(arguments: [RedisArgument], wire: String) {
        var output: [UInt8] = []
        CommandEncoder.append(arguments, to: &output)
        #expect(output == Array(wire.utf8))
        #expect(CommandEncoder.byteCount(arguments) == output.count)
    }

    @Test("the output buffer gives out from the front what was put in at the end, in any portions", arguments: [1, 2, 7, 100])
    func drains(portion: Int) {
        var buffer = OutputBuffer()
        var expected: [UInt8] = []
        var taken: [UInt8] = []
        for round in 0..<50 {
            let command: [RedisArgument] = ["SET", .integer(round), .text(String(repeating: "x", count: round))]
            buffer.append(command)
            CommandEncoder.append(command, to: &expected)
            let count = min(portion, buffer.count)
            buffer.withUnsafeBytes { taken += $0.prefix(count) }
            buffer.removeFirst(count)
            #expect(buffer.count == expected.count - taken.count)
        }
        buffer.withUnsafeBytes { taken += $0 }
        #expect(taken == expected)
        buffer.removeFirst(buffer.count)
        #expect(buffer.isEmpty)
    }
}
