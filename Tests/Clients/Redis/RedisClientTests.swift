import Reactor
import TestSupport
import Testing

@testable import Redis

@Suite("Redis client") struct RedisClientTests {
    @Test("every type of answer")
    func types() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let key = RedisArgument.text(uniqueName())
            #expect(try await client.command("SET", key, "v") == .status("OK"))
            #expect(try await client.command("GET", key) == .bulk(Array("v".utf8)))
            #expect(try await client.command("GET", .text(uniqueName())) == .null)
            #expect(try await client.command("APPEND", key, "w") == .integer(2))
            #expect(try await client.command("MGET", key, .text(uniqueName())) == .array([.bulk(Array("vw".utf8)), .null]))
            #expect(try await client.command("LRANGE", .text(uniqueName()), 0, -1) == .array([]))
            #expect(
                try await client.command("EVAL", "return {1,{'a',{}},false,redis.status_reply('S')}", 0)
                    == .array([.integer(1), .array([.bulk(Array("a".utf8)), .array([])]), .null, .status("S")]))
            let error = await failure { () async throws(RedisError) in _ = try await client.command("LPUSH", key, "x") }
            #expect(error?.serverCode == "WRONGTYPE")
            #expect(client.counters.serverErrors == 1)
        }
    }

    @Test("keys and values hold any bytes", arguments: [0, 1, 8_192, 1_000_000])
    func binary(size: Int) async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let key = Array(uniqueName().utf8) + [0, 13, 10, 255]
            let value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 167) }
            #expect(try await client.command("SET", .bytes(key), .bytes(value), "EX", 60) == .status("OK"))
            #expect(try await client.command("GET", .bytes(key)).bytes == value)
        }
    }

    @Test("ten thousand commands of as many tasks are answered each with its own answer, in few writes")
    func pipelines() async throws {
        try await withRedis { bed in
            let client = try await bed.client { $0.maxInFlight = 10_000 }
            let key = RedisArgument.text(uniqueName())
            let before = client.counters.writes
            let answers = try await withThrowingTaskGroup(of: (Int, Int64?).self) { group in
                for i in 0..<10_000 { group.addTask { (i, try await client.command("INCR", key).int) } }
                return try await group.reduce(into: [Int64?](repeating: nil, count: 10_000)) { $0[$1.0] = $1.1 }
            }
            #expect(answers == (1...10_000).map { Int64($0) })
            #expect(client.counters.writes - before < 50)
        }
    }

    @Test("the commands of one turn leave in one write")
    func coalesces() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let before = client.counters
            await withDiscardingTaskGroup { group in
                for _ in 0..<100 { group.addTask { _ = try? await client.command("PING") } }
                client.post("PING")
            }
            #expect(client.counters.commands - before.commands == 101)
            #expect(client.counters.writes - before.writes == 1)
        }
    }

    @Test("an error answers its own command alone")
    func errorsAmongAnswers() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let answers = await withTaskGroup(of: (Int, String).self) { group in
                for i in 0..<100 {
                    group.addTask {
                        do throws(RedisError) {
                            let answer = try await i % 3 == 0 ? client.command("NOSUCH") : client.command("ECHO", .integer(i))
                            return (i, answer.text ?? "")
                        } catch { return (i, error.serverCode.map(String.init) ?? "\(error)") }
                    }
                }
                return await group.reduce(into: [String](repeating: "", count: 100)) { $0[$1.0] = $1.1 }
            }
            #expect(answers == (0..<100).map { $0 % 3 == 0 ? "ERR" : "\($0)" })
        }
    }

    @Test("a pipeline runs as a transaction; its errors stand among its answers")
    func transaction() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let key = RedisArgument.text(uniqueName())
            #expect(
                try await client.pipeline([["MULTI"], ["INCR", key], ["LPUSH", key, "x"], ["INCR", key], ["EXEC"]]).last
                    == .array([
                        .integer(1), .error("WRONGTYPE Operation against a key holding the wrong kind of value"), .integer(2),
                    ]))
            let answers = try await client.pipeline([["NOSUCH"], ["PING"]])
            #expect(answers.count == 2 && answers[1] == .status("PONG"))
            guard case .error = answers[0] else { return #expect(Bool(false), "no error: \(answers[0])") }
            #expect(try await client.pipeline([]) == [])
        }
    }

    @Test("posts run in their place among the commands, and refused ones are counted")
    func posts() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let key = RedisArgument.text(uniqueName())
            client.post("SET", key, 5)
            client.post("INCRBY", key, 2)
            client.post("NOSUCH")
            #expect(try await client.command("GET", key).int == 7)
            #expect(client.counters.lostPosts == 1)
        }
    }

    @Test("at the limits commands are refused with busy, and the connection stays well")
    func busy() async throws {
        try await withRedis { bed in
            let client = try await bed.client {
                $0.maxInFlight = 10
                $0.maxOutputBytes = 10_000
            }
            let outcomes = await withTaskGroup(of: RedisError?.self) { group in
                for _ in 0..<15 {
                    group.addTask { await failure { () async throws(RedisError) in _ = try await client.command("PING") } }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 10 && outcomes.count { $0 == .busy } == 5)
            #expect(client.counters.busy == 5)
            let large = RedisArgument.bytes([UInt8](repeating: 65, count: 6_000))
            async let first = failure { () async throws(RedisError) in _ = try await client.command("ECHO", large) }
            async let second = failure { () async throws(RedisError) in _ = try await client.command("ECHO", large) }
            #expect(await [first, second].count { $0 == .busy } == 1)
            let tooLarge = await failure { () async throws(RedisError) in
                _ = try await client.command("ECHO", .bytes([UInt8](repeating: 65, count: 10_000)))
            }
            #expect(tooLarge == .commandTooLarge(bytes: 10_024, limit: 10_000))
            #expect(try await client.command("PING") == .status("PONG"))
        }
    }

    @Test("a script runs by its digest, and by its source after SCRIPT FLUSH; its errors are thrown")
    func scripts() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let script = RedisScript("return {KEYS[1], ARGV[1] + \(Int.random(in: 0..<1_000_000)) * 0}")
            #expect(try await client.command("SCRIPT", "LOAD", .text(script.source)).text == script.digest)
            for _ in 0..<2 {
                #expect(
                    try await client.evaluate(script, keys: ["k"], arguments: [42]) == .array([.bulk([107]), .integer(42)]))
                _ = try await client.command("SCRIPT", "FLUSH")
            }
            #expect(try await client.evaluate(script, keys: ["k"], arguments: [7]).elements?.last == .integer(7))
            let error = await failure { () async throws(RedisError) in
                _ = try await client.evaluate(RedisScript("return redis.error_reply('MINE told')"), keys: [])
            }
            #expect(error == .server("MINE told"))
        }
    }

    @Test("closing answers what was sent, refuses what comes later, and ends run")
    func closes() async throws {
        try await withRedis { bed in
            let client = RedisClient(
                bed.configuration, on: bed.loop, resolver: Resolver())
            var losses = 0
            client.onLost { losses += 1 }
            async let run: Void = client.run()
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            let key = RedisArgument.text(uniqueName())
            async let answer = client.command("SET", key, 1)
            await Task.yield()
            client.post("INCR", key)
            client.close()
            let refused = await failure { () async throws(RedisError) in _ = try await client.command("PING") }
            #expect(refused == .unavailable)
            let answered = try await answer
            #expect(answered == .status("OK"))
            await run
            #expect(!client.isReady && losses == 0 && client.counters.lostPosts == 0)
            #expect(try await bed.client().command("GET", key).int == 2)
        }
    }

    @Test("a cancelled run ends the client")
    func cancelled() async throws {
        try await withRedis { bed in
            let client = RedisClient(
                bed.configuration, on: bed.loop, resolver: Resolver())
            await withDiscardingTaskGroup { group in
                group.addTask { await client.run() }
                #expect(await client.waitUntilReady(atMost: .seconds(30)))
                group.cancelAll()
            }
            #expect(!client.isReady)
        }
    }
}

@Suite("Redis script digest") struct ScriptDigestTests {
    @Test(
        "the test vectors of RFC 3174 and FIPS 180",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
            (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
        ])
    func vectors(source: String, digest: String) {
        #expect(RedisScript(source).digest == digest)
    }

    @Test("Redis computes the same for sources of every length around a block's end")
    func agrees() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            for length in 50...70 {
                let source = "return '" + String(repeating: "ü", count: length - 9) + "'"
                #expect(try await client.command("SCRIPT", "LOAD", .text(source)).text == RedisScript(source).digest)
            }
        }
    }
}
