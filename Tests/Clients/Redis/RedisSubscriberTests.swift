import Reactor
import TestSupport
import Testing

@testable import Redis

@Suite("Redis subscriber") struct RedisSubscriberTests {
    private func text(_ value: String) -> RedisArgument { .text(value) }

    @Test("what is published after subscribe has returned arrives, in order, any bytes")
    func delivers() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox)
            let client = try await bed.client()
            let channel = uniqueName("channel ü")
            try await subscriber.subscribe(channel)
            for i in 0..<100 { #expect(try await client.command("PUBLISH", text(channel), .integer(i)) == .integer(1)) }
            #expect(try await client.command("PUBLISH", text(channel), "a\r\nb\0") == .integer(1))
            for i in 0..<100 { #expect(await inbox.next() == .message(channel, "\(i)")) }
            #expect(await inbox.next() == .message(channel, "a\r\nb\0"))
            #expect(subscriber.counters.messages == 101)
        }
    }

    @Test("a thousand channels wanted in one turn are one SUBSCRIBE, and each has its messages")
    func manyChannels() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox)
            let client = try await bed.client()
            let prefix = uniqueName()
            let before = subscriber.counters.commands
            try await withThrowingDiscardingTaskGroup { group in
                for i in 0..<1_000 { group.addTask { try await subscriber.subscribe("\(prefix):\(i)") } }
            }
            #expect(subscriber.counters.commands == before + 1)
            for i in 0..<1_000 { client.post("PUBLISH", text("\(prefix):\(i)"), .integer(i)) }
            for i in 0..<1_000 { #expect(await inbox.next() == .message("\(prefix):\(i)", "\(i)")) }
        }
    }

    @Test("more channels than may be in flight follow in portions")
    func portions() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox) { $0.maxInFlight = 64 }
            let prefix = uniqueName()
            try await withThrowingDiscardingTaskGroup { group in
                for i in 0..<1_000 { group.addTask { try await subscriber.subscribe("\(prefix):\(i)") } }
            }
            let client = try await bed.client()
            #expect(try await client.command("PUBSUB", "CHANNELS", text("\(prefix):*")).elements?.count == 1_000)
        }
    }

    @Test("after unsubscribe nothing arrives; wanted again it does; subscribing twice is one subscription")
    func unsubscribes() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox)
            let client = try await bed.client()
            let (a, b) = (uniqueName(), uniqueName())
            try await subscriber.subscribe(a)
            try await subscriber.subscribe(a)
            subscriber.unsubscribe(a)
            try await subscriber.subscribe(b)  // its confirmation comes after that of the UNSUBSCRIBE
            #expect(try await client.command("PUBLISH", text(a), "no") == .integer(0))
            #expect(try await client.command("PUBLISH", text(b), "yes") == .integer(1))
            try await subscriber.subscribe(a)
            #expect(try await client.command("PUBLISH", text(a), "again") == .integer(1))
            #expect(await inbox.next() == .message(b, "yes"))
            #expect(await inbox.next() == .message(a, "again"))
        }
    }

    @Test("unsubscribed before it is confirmed, the waiting subscribe is told")
    func givenUp() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox)
            let channel = uniqueName()
            let error = await withTaskGroup(of: RedisError?.self) { group in
                group.addTask { await failure { () async throws(RedisError) in try await subscriber.subscribe(channel) } }
                await Task.yield()
                subscriber.unsubscribe(channel)
                return await group.next() ?? nil
            }
            #expect(error == .unsubscribed)
        }
    }

    @Test("after the last channel is gone the connection still answers signs of life")
    func keepsAlive() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox) { $0.keepAlive = .milliseconds(20) }
            let quiet = LoopSignal(on: bed.loop)
            for channel in [uniqueName(), uniqueName()] {
                try await subscriber.subscribe(channel)
                let commands = subscriber.counters.commands
                while subscriber.counters.commands < commands + 2 { _ = await quiet.wait(atMost: .milliseconds(20)) }
                subscriber.unsubscribe(channel)
                while subscriber.counters.commands < commands + 5 { _ = await quiet.wait(atMost: .milliseconds(20)) }
            }
            #expect(subscriber.isReady && subscriber.counters.losses == 0 && inbox.isEmpty)
        }
    }

    @Test("the limits: channels, and the length of a name")
    func limits() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox) { $0.maxChannels = 1 }
            let name = String(repeating: "n", count: RedisSubscriber.maxChannelNameBytes)
            let long = await failure { () async throws(RedisError) in try await subscriber.subscribe(name + "n") }
            #expect(long == .commandTooLarge(bytes: 513, limit: 512))
            try await subscriber.subscribe(name)
            let full = await failure { () async throws(RedisError) in try await subscriber.subscribe("other") }
            #expect(full == .busy)
        }
    }

    @Test("closing ends run and tells whoever waits; nothing is reported as lost")
    func closes() async throws {
        try await withRedis { bed in
            let inbox = Inbox(on: bed.loop)
            let subscriber = try await bed.subscriber(inbox)
            let channel = uniqueName()
            let error = await withTaskGroup(of: RedisError?.self) { group in
                group.addTask { await failure { () async throws(RedisError) in try await subscriber.subscribe(channel) } }
                await Task.yield()
                subscriber.close()
                return await group.next() ?? nil
            }
            #expect(error == .unavailable && !subscriber.isReady && inbox.isEmpty)
            let later = await failure { () async throws(RedisError) in try await subscriber.subscribe(channel) }
            #expect(later == .unavailable)
        }
    }
}
