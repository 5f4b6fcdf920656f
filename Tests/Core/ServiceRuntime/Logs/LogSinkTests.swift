import Glibc
import ServiceRuntime
import Testing

@Suite("A log sink keeps lines whole and never waits for its reader")
struct LogSinkTests {
    private func line(_ letter: String, _ count: Int) -> [UInt8] {
        Array(repeatElement(letter, count: count - 1).joined().utf8) + [0x0A]
    }

    @Test func linesOfManyThreadsDoNotMix() async throws {
        let pipe = try Pipe()
        let sink = LogSink(descriptor: pipe.writer)
        await withTaskGroup(of: Void.self) { group in
            for letter in ["a", "b", "c", "d"] {
                let line = line(letter, 300)
                group.addTask { @concurrent in for _ in 0..<40 { sink.write(line) } }
            }
        }
        let lines = pipe.read().split(separator: "\n")
        #expect(lines.count == 160)
        #expect(lines.allSatisfy { Set($0).count == 1 && $0.count == 299 })
    }

    @Test(arguments: [true, false])
    func aFullPipeKeepsLinesInMemoryAndThenDropsThem(isBlocking: Bool) throws {
        let pipe = try Pipe()
        if !isBlocking { try #require(fcntl(pipe.writer, F_SETFL, O_NONBLOCK) == 0) }
        let sink = LogSink(descriptor: pipe.writer, limit: 10_000)
        // A pipe holds 64 KiB: 66 lines of a thousand bytes fill it, ten more fit into memory.
        for _ in 0..<200 { sink.write(line("x", 1_000)) }
        let dropped = sink.droppedLines
        #expect(dropped > 100)
        var text = pipe.read()
        sink.flush(within: .zero)
        text += pipe.read()
        #expect(text.utf8.count > 65_000)
        #expect(text.split(separator: "\n").count == 200 - dropped)
        #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count == 999 })
        #expect(sink.droppedLines == dropped)
    }

    @Test func whatWasDroppedIsToldOnceThereIsRoom() throws {
        let pipe = try Pipe()
        let sink = LogSink(descriptor: pipe.writer, limit: 5_000)
        for _ in 0..<100 { sink.write(line("x", 1_000)) }
        let dropped = sink.droppedLines
        #expect(dropped > 0)
        _ = pipe.read()
        sink.flush(within: .zero)
        _ = pipe.read()
        sink.write(line("y", 10))
        let told = #"{"level":"warning","message":"log lines were dropped: the reader did not keep up","dropped":\#(dropped)}"#
        #expect(pipe.read() == told + "\nyyyyyyyyy\n")
        #expect(sink.droppedLines == 0)
        sink.write(line("z", 10))
        #expect(pipe.read() == "zzzzzzzzz\n")
    }

    @Test func aLongLineLeavesWhole() throws {
        let pipe = try Pipe()
        let sink = LogSink(descriptor: pipe.writer)
        sink.write(line("z", 200_000))
        var text = ""
        while text.utf8.count < 200_000 {
            let part = pipe.read()
            try #require(!part.isEmpty)
            text += part
            sink.flush(within: .zero)
        }
        #expect(text.utf8.count == 200_000)
        #expect(sink.droppedLines == 0)
    }

    @Test func aReaderThatHasGoneStopsNobody() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = try Pipe()
        let sink = LogSink(descriptor: pipe.writer)
        pipe.closeReader()
        for _ in 0..<100 { sink.write(line("x", 1_000)) }
        #expect(sink.droppedLines == 0)
    }
}
