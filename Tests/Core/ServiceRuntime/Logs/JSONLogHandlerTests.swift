import Foundation
import Logging
import ServiceRuntime
import Synchronization
import Testing

@Suite("A log event is one JSON object on one line")
struct JSONLogHandlerTests {
    private let pipe: Pipe
    private let logger: Logger

    init() throws {
        pipe = try Pipe()
        logger = .json(
            service: "auth", component: "server", level: .info, sink: LogSink(descriptor: pipe.writer),
            clock: .fixed(1_772_353_800_250))
    }

    private func object(_ line: String) throws -> [String: any Sendable] {
        let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(json as? [String: any Sendable])
    }

    @Test func theWholeLine() {
        logger.info(
            "listening", metadata: ["port": .stringConvertible(3001), "address": "127.0.0.1", "ready": .stringConvertible(true)])
        let start = #"{"timestamp":"2026-03-01T08:30:00.250Z","level":"info","service":"auth","component":"server","#
        let end = #""message":"listening","metadata":{"address":"127.0.0.1","port":3001,"ready":true}}"#
        #expect(pipe.read() == start + end + "\n")
    }

    @Test func withoutMetadataThereIsNoMember() {
        logger.error("gone")
        #expect(pipe.read().hasSuffix(#""message":"gone"}"# + "\n"))
    }

    @Test func everyTextReadsBackAsItWas() throws {
        for scalar in (0..<0x180).compactMap(Unicode.Scalar.init) {
            let text = "a\(scalar)b\"\\\n\u{2028}😀"
            logger.info("\(text)", metadata: ["\(text)": "\(text)"])
            let line = pipe.read()
            #expect(line.utf8.filter { $0 == 0x0A }.count == 1)
            let object = try object(line)
            #expect(object["message"] as? String == text)
            #expect(object["metadata"] as? [String: String] == [text: text])
        }
    }

    @Test func levelsBelowAreNotEvenBuilt() {
        let built = Atomic<Int>(0)
        func message() -> Logger.Message {
            built.add(1, ordering: .relaxed)
            return "x"
        }
        logger.debug(message())
        logger.trace(message())
        #expect(built.load(ordering: .relaxed) == 0)
        #expect(pipe.read().isEmpty)
        logger.notice(message())
        #expect(built.load(ordering: .relaxed) == 1)
        #expect(pipe.read().contains("\"level\":\"notice\""))
    }

    @Test func theEventsOwnMetadataWin() throws {
        var logger = logger
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger.info("x", metadata: ["b": "event"])
        #expect(try object(pipe.read())["metadata"] as? [String: String] == ["a": "logger", "b": "event"])
    }

    @Test func metadataNest() throws {
        logger.info("x", metadata: ["list": ["1", ["k": "v"], []], "empty": [:]])
        #expect(pipe.read().hasSuffix(#""metadata":{"empty":{},"list":["1",{"k":"v"},[]]}}"# + "\n"))
        var deep: Logger.MetadataValue = "end"
        for _ in 0..<100 { deep = ["d": deep] }
        logger.info("x", metadata: ["deep": deep])
        let line = pipe.read()
        _ = try object(line)
        #expect(line.utf8.count < 300)
    }

    @Test func anErrorHasItsTypeAndMessage() throws {
        logger.error("failed", error: ConfigurationError.unreadableFile(path: "/x", code: 2))
        let error = try #require(try object(pipe.read())["error"] as? [String: String])
        #expect(
            error == ["type": "ServiceRuntime.ConfigurationError", "message": "the environment file /x cannot be read (errno 2)"])
    }

    @Test func aSecretStaysOne() {
        logger.info("key \(Secret("hunter2hunter2"))", metadata: ["key": .stringConvertible(Secret("hunter2hunter2"))])
        let line = pipe.read()
        #expect(line.contains("key <secret>") && !line.contains("hunter2"))
    }

    @Test func aLongTextIsCutBetweenCharacters() throws {
        for length in 8_185...8_195 {
            logger.info("\(String(repeating: "a", count: length - 8_000) + String(repeating: "é", count: 4_000))")
            let message = try #require(try object(pipe.read())["message"] as? String)
            #expect(message.hasSuffix("…") == (length > 8_192))
            #expect(message.utf8.count <= 8_192 + 3)
            #expect(!message.contains("\u{fffd}"))
        }
    }

    @Test func theLevelIsASetting() throws {
        let key = ConfigurationKey<Logger.Level>.logLevel
        #expect(try ConfigurationReader(environment: [:]).read([key])[key] == .info)
        #expect(try ConfigurationReader(environment: ["LOG_LEVEL": "Debug"]).read([key])[key] == .debug)
        #expect(throws: ConfigurationError.self) { try ConfigurationReader(environment: ["LOG_LEVEL": "loud"]).read([key]) }
    }
}
