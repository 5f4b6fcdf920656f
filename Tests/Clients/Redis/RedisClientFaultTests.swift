import Reactor
import TestSupport
import Testing

@testable import Redis

@Suite("Redis client when things fail") struct RedisClientFaultTests {
    @Test("killed between two commands: those before are answered, those behind fail once and did not run, and it goes on")
    func clientKill() async throws {
        try await withRedis { bed in
            let client = try await bed.client()
            let lost = LoopSignal(on: bed.loop)
            client.onLost { lost.raise() }
            let id = try #require(try await client.command("CLIENT", "ID").int)
            let key = RedisArgument.text(uniqueName())
            let results = Recorder<String>()
            await withDiscardingTaskGroup { group in
                for i in 0..<200 {
                    group.addTask {
                        do throws(RedisError) {
                            let answer =
                                try await i == 100
                                ? client.command("CLIENT", "KILL", "ID", .integer(id), "SKIPME", "no") : client.command("INCR", key)
                            results.record("\(answer)")
                        } catch { results.record("\(error)") }
                    }
                }
            }
            #expect(
                results.all == (1...100).map { "integer(\($0))" } + ["integer(1)"]
                    + [String](repeating: "connectionLost(mayHaveRun: true)", count: 99))
            #expect(await lost.wait(atMost: .seconds(30)))
            #expect(!client.isReady && client.epoch == 1)
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            #expect(client.epoch == 2 && client.counters.losses == 1)
            #expect(try await client.command("GET", key).int == 100)
        }
    }

    @Test("stopped and started: commands fail at once, posts are dropped and counted, and it comes back by itself")
    func restart() async throws {
        try await withPrivateRedis { bed in
            let client = try await bed.client()
            let lost = LoopSignal(on: bed.loop)
            var log: [String] = []
            client.onReady { log.append("ready \(client.epoch)") }
            client.onLost {
                log.append("lost \(client.isReady)")
                lost.raise()
            }
            for round in 2...3 {
                if round == 2 { bed.server.stop() } else { bed.server.kill() }
                #expect(await lost.wait(atMost: .seconds(30)))
                let asked = MonotonicTime.read()
                let error = await failure { () async throws(RedisError) in _ = try await client.command("PING") }
                #expect(error == .unavailable && MonotonicTime.read() - asked < .seconds(10))
                let lostPosts = client.counters.lostPosts
                client.post("PING")
                #expect(client.counters.lostPosts == lostPosts + 1)
                try bed.server.start()
                #expect(await client.waitUntilReady(atMost: .seconds(30)))
                #expect(try await client.command("PING") == .status("PONG"))
            }
            #expect(log == ["lost false", "ready 2", "lost false", "ready 3"])
        }
    }

    @Test("hung: every command in flight times out once, the connection is replaced, and it works again when Redis does")
    func hung() async throws {
        try await withPrivateRedis { bed in
            let client = try await bed.client {
                $0.commandTimeout = .milliseconds(200)
                $0.maxBackoff = .milliseconds(100)
            }
            bed.server.pause()
            // As the client reads the clock: once a turn of the loop.
            let asked = bed.loop.now
            let outcomes = await withTaskGroup(of: RedisError?.self) { group in
                for _ in 0..<100 {
                    group.addTask { await failure { () async throws(RedisError) in _ = try await client.command("INCR", "hung") } }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes == [RedisError?](repeating: .timeout, count: 100))
            #expect(MonotonicTime.read() - asked >= .milliseconds(200))
            #expect(!client.isReady && client.counters.timeouts == 1)
            let error = await failure { () async throws(RedisError) in _ = try await client.command("PING") }
            #expect(error == .unavailable)
            #expect(await !client.waitUntilReady(atMost: .milliseconds(400)))
            bed.server.resume()
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            #expect(try await client.command("PING") == .status("PONG"))
        }
    }

    @Test("an idle connection notices a hung Redis by itself")
    func idle() async throws {
        try await withPrivateRedis { bed in
            let client = try await bed.client {
                $0.keepAlive = .milliseconds(50)
                $0.commandTimeout = .seconds(2)
            }
            let lost = LoopSignal(on: bed.loop)
            client.onLost { lost.raise() }
            #expect(await !lost.wait(atMost: .milliseconds(300)))
            bed.server.pause()
            #expect(await lost.wait(atMost: .seconds(30)))
            #expect(client.counters.timeouts >= 1)
            bed.server.resume()
        }
    }

    @Test("nobody listens: not ready, fails at once, and is there as soon as somebody does")
    func closedPort() async throws {
        try await withPrivateRedis { bed in
            let configuration = bed.configuration
            bed.server.stop()
            let client = bed.client(configuration)
            #expect(await !client.waitUntilReady(atMost: .milliseconds(50)))
            let error = await failure { () async throws(RedisError) in _ = try await client.command("PING") }
            #expect(error == .unavailable && client.epoch == 0 && client.counters.losses == 0)
            try bed.server.start()
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            #expect(client.epoch == 1)
        }
    }

    @Test("a name that does not resolve is tried again and ends with close")
    func unresolvable() async throws {
        try await withRedis { bed in
            let client = bed.client(RedisConfiguration(host: "no-such-host.invalid"))
            #expect(await !client.waitUntilReady(atMost: .milliseconds(50)))
        }
    }

    @Test("a command whose end has not left cannot have run, the one before it may have")
    func mayHaveRun() async throws {
        try await withRedis { bed in
            let fake = try FakeRedis(on: bed.loop)
            var configuration = fake.configuration
            configuration.maxOutputBytes = 64 << 20
            configuration.commandTimeout = .seconds(20)
            let client = bed.client(configuration)
            let stream = try await fake.accept()
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            let errors = Recorder<RedisError?>()
            let large = RedisArgument.bytes([UInt8](repeating: 65, count: 32 << 20))
            await withDiscardingTaskGroup { group in
                group.addTask {
                    errors.record(await failure { () async throws(RedisError) in _ = try await client.command("SET", "a", "b") })
                }
                group.addTask {
                    errors.record(await failure { () async throws(RedisError) in _ = try await client.command("SET", "a", large) })
                }
                #expect(await fake.read(stream).hasPrefix("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n"))
                stream.close()
            }
            #expect(errors.all == [.connectionLost(mayHaveRun: true), .connectionLost(mayHaveRun: false)])
        }
    }

    @Test(
        "an answer that is no answer fails the command it would belong to and costs the connection",
        arguments: ["HTTP/1.1 200 OK\r\n\r\n", ":x\r\n", "$1000\r\n" + String(repeating: "x", count: 600), "*400\r\n:1\r\n"])
    func garbage(wire: String) async throws {
        try await withRedis { bed in
            let fake = try FakeRedis(on: bed.loop)
            var configuration = fake.configuration
            configuration.maxReplyBytes = 500
            let client = bed.client(configuration)
            let stream = try await fake.accept()
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            async let first = failure { () async throws(RedisError) in _ = try await client.command("GET", "a") }
            async let second = failure { () async throws(RedisError) in _ = try await client.command("GET", "b") }
            #expect(await fake.read(stream) == "*2\r\n$3\r\nGET\r\n$1\r\na\r\n*2\r\n$3\r\nGET\r\n$1\r\nb\r\n")
            fake.say(wire, to: stream)
            #expect(await [first, second] == [.protocolViolation, .connectionLost(mayHaveRun: true)])
            #expect(await fake.read(stream) == "" && !client.isReady)
        }
    }

    @Test("an answer nobody asked for costs the connection")
    func unsolicited() async throws {
        try await withRedis { bed in
            let fake = try FakeRedis(on: bed.loop)
            let client = bed.client(fake.configuration)
            let lost = LoopSignal(on: bed.loop)
            client.onLost { lost.raise() }
            let stream = try await fake.accept()
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            fake.say("+OK\r\n", to: stream)
            #expect(await lost.wait(atMost: .seconds(30)))
        }
    }

    @Test(
        "a refusal before the introduction is answered is a failed attempt",
        arguments: ["-ERR max number of clients reached\r\n", ""])
    func refusedAtTheDoor(wire: String) async throws {
        try await withRedis { bed in
            let fake = try FakeRedis(on: bed.loop)
            var configuration = fake.configuration
            configuration.minBackoff = .milliseconds(1)
            let client = bed.client(configuration)
            for _ in 0..<3 {
                let stream = try #require(await fake.listener.accept())
                if !wire.isEmpty { fake.say(wire, to: stream) }
                _ = await fake.read(stream)
                stream.close()
            }
            #expect(!client.isReady && client.counters.failedConnects >= 2)
        }
    }
}
