import Reactor
import TestSupport
import Testing

@testable import Redis

@Suite("Redis subscriber when things fail") struct RedisSubscriberFaultTests {
    private func text(_ value: String) -> RedisArgument { .text(value) }

    @Test("stopped and started: lost, then ready after every channel is confirmed; what was published between is lost")
    func restart() async throws {
        try await withPrivateRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox) { $0.minBackoff = .milliseconds(500) }
            let client = try await bed.client { $0.minBackoff = .milliseconds(5) }
            for i in 0..<300 { try await subscriber.subscribe("c\(i)") }
            subscriber.unsubscribe("c299")
            bed.server.kill()
            #expect(await inbox.next() == .lost)
            #expect(!subscriber.isReady)
            let offline = await failure { () async throws(RedisError) in try await subscriber.subscribe("offline") }
            #expect(offline == .unavailable)
            try bed.server.start()
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
            #expect(try await client.command("PUBLISH", "c0", "into the void") == .integer(0))
            #expect(await inbox.next() == .ready)
            #expect(subscriber.isReady)
            #expect(try await client.command("PUBSUB", "CHANNELS").elements?.count == 300)
            for i in [0, 150, 298] { #expect(try await client.command("PUBLISH", text("c\(i)"), "again") == .integer(1)) }
            #expect(try await client.command("PUBLISH", "offline", "now") == .integer(1))
            #expect(try await client.command("PUBLISH", "c299", "no") == .integer(0))
            for i in [0, 150, 298] { #expect(await inbox.next() == .message("c\(i)", "again")) }
            #expect(await inbox.next() == .message("offline", "now"))
        }
    }

    @Test("killed by the administrator: lost, then ready")
    func clientKill() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let name = uniqueName("subscriber")
            let subscriber = try await bed.subscriber(inbox) { $0.clientName = name }
            let client = try await bed.client()
            let channel = uniqueName()
            try await subscriber.subscribe(channel)
            let list = try #require(try await client.command("CLIENT", "LIST", "TYPE", "pubsub").text)
            let line = try #require(list.split(separator: "\n").first { $0.contains(" name=\(name) ") })
            let id = try #require(line.split(separator: " ").first?.split(separator: "=").last)
            #expect(try await client.command("CLIENT", "KILL", "ID", text(String(id))) == .integer(1))
            #expect(await inbox.next() == .lost)
            #expect(await inbox.next() == .ready)
            #expect(try await client.command("PUBLISH", text(channel), "m") == .integer(1))
            #expect(await inbox.next() == .message(channel, "m"))
        }
    }

    @Test("hung: noticed within the time for a sign of life, a waiting subscribe times out and is kept for later")
    func hung() async throws {
        try await withPrivateRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox) {
                $0.keepAlive = .milliseconds(50)
                $0.commandTimeout = .milliseconds(150)
                $0.maxBackoff = .milliseconds(100)
            }
            try await subscriber.subscribe("before")
            bed.server.pause()
            let error = await failure { () async throws(RedisError) in try await subscriber.subscribe("during") }
            #expect(error == .timeout)
            #expect(await inbox.next() == .lost)
            bed.server.resume()
            #expect(await inbox.next() == .ready)
            bed.server.pause()
            #expect(await inbox.next() == .lost)  // idle, by PING alone
            bed.server.resume()
            #expect(await inbox.next() == .ready)
            let client = try await bed.client()
            #expect(
                try await client.command("PUBSUB", "NUMSUB", "before", "during")
                    == .array([.bulk(Array("before".utf8)), .integer(1), .bulk(Array("during".utf8)), .integer(1)]))
        }
    }

    @Test("a channel that the ACL forbids is told to whoever subscribes; given up, the others come back")
    func forbidden() async throws {
        try await withPrivateRedis { bed in
            let client = try await bed.client()
            _ = try await client.command("ACL", "SETUSER", "few", "on", ">few", "resetchannels", "&ok:*", "+@all")
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox) {
                $0.username = "few"
                $0.password = "few"
            }
            try await subscriber.subscribe("ok:1")
            let error = await failure { () async throws(RedisError) in try await subscriber.subscribe("forbidden") }
            #expect(error?.serverCode == "NOPERM")
            #expect(await inbox.next() == .lost)
            subscriber.unsubscribe("forbidden")
            #expect(await inbox.next() == .ready)
            #expect(try await client.command("PUBLISH", "ok:1", "m") == .integer(1))
            #expect(await inbox.next() == .message("ok:1", "m"))
        }
    }

    @Test("a confirmation of a channel not asked for costs the connection")
    func confused() async throws {
        try await withRedis { bed in
            let fake = try FakeRedis(on: bed.loop)
            let inbox = Inbox(on: bed.loop)
            let subscriber = bed.subscriber(inbox, fake.configuration)
            let stream = try await fake.accept()
            #expect(await inbox.next() == .ready)
            async let error = failure { () async throws(RedisError) in try await subscriber.subscribe("a") }
            #expect(await fake.read(stream) == "*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n")
            fake.say("*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:1\r\n", to: stream)
            #expect(await error == .protocolViolation)
            #expect(await inbox.next() == .lost)
        }
    }

    @Test("messages split over reads, and a flood of them, arrive whole and in order")
    func flood() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox)
            let client = try await bed.client { $0.maxOutputBytes = 16 << 20 }
            let channel = uniqueName()
            try await subscriber.subscribe(channel)
            let filler = String(repeating: "x", count: 3_000)
            for i in 0..<4_000 { client.post("PUBLISH", text(channel), text("\(i) \(filler)")) }
            for i in 0..<4_000 { #expect(await inbox.next() == .message(channel, "\(i) \(filler)")) }
        }
    }
}
