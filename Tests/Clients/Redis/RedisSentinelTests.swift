import Reactor
import Redis
import TestSupport
import Testing

/// A real master, its replica, and Sentinels that watch them.
@Suite("Redis behind Sentinels") struct RedisSentinelTests {
    private struct Family: Sendable {
        let bed: RedisBed
        let master: RedisServer
        let replica: RedisServer
        let sentinels: [RedisServer]

        /// A Sentinel that is away stands first.
        var configuration: RedisConfiguration {
            var configuration = bed.configuration
            configuration.host = "not.used.invalid"
            configuration.keepAlive = .milliseconds(200)
            configuration.commandTimeout = .seconds(2)
            configuration.sentinels = RedisSentinels(
                [.init(host: "127.0.0.1", port: 1)] + sentinels.map { .init(host: "127.0.0.1", port: $0.port) }, master: "clinic",
                password: "of the sentinel")
            return configuration
        }
    }

    /// Returns when the Sentinels know the replica, and each other.
    private func withFamily(sentinels count: Int = 1, _ body: @escaping @Sendable (Family) async throws -> Void) async throws {
        let master = RedisServer(password: "p", arguments: ["--masterauth", "p", "--repl-diskless-sync-delay", "0"])
        let replica = RedisServer(password: "p", arguments: ["--masterauth", "p", "--replicaof", "127.0.0.1 \(master.port)"])
        let sentinels = (0..<count).map { _ in
            RedisServer(
                sentinel: [
                    "requirepass \"of the sentinel\"", "sentinel sentinel-pass \"of the sentinel\"",
                    "sentinel monitor clinic 127.0.0.1 \(master.port) \(count / 2 + 1)", "sentinel auth-pass clinic p",
                    "sentinel down-after-milliseconds clinic 500", "sentinel failover-timeout clinic 5000",
                ])
        }
        defer { for server in [master, replica] + sentinels { server.kill() } }
        try replica.start()
        try await withRedis(master) { bed in
            let direct = try await bed.client()
            try await eventually { try await direct.command("ROLE").elements?.last?.elements?.isEmpty == false }
            for sentinel in sentinels { try sentinel.start() }
            for sentinel in sentinels {
                var asked = bed.configuration
                (asked.port, asked.password) = (sentinel.port, "of the sentinel")
                let watcher = bed.client(asked)
                try #require(await watcher.waitUntilReady(atMost: .seconds(30)))
                try await eventually {
                    let replicas = try await watcher.command("SENTINEL", "REPLICAS", "clinic").elements
                    let others = try await watcher.command("SENTINEL", "SENTINELS", "clinic").elements
                    return replicas?.count == 1 && others?.count == count - 1
                }
            }
            let family = Family(bed: bed, master: master, replica: replica, sentinels: sentinels)
            try await body(family)
        }
    }

    @Test("the master is found, and its successor when it dies; channels are subscribed there again") func failover() async throws {
        try await withFamily { family in
            let client = family.bed.client(family.configuration)
            try #require(await client.waitUntilReady(atMost: .seconds(30)))
            _ = try await client.command("SET", "k", "1")
            let inbox = Inbox(on: family.bed.loop)
            let subscriber = family.bed.subscriber(inbox, family.configuration)
            #expect(await inbox.next() == .ready)
            try await subscriber.subscribe("news")
            #expect(try await client.command("WAIT", "1", "5000").int == 1)
            family.master.kill()
            #expect(await inbox.next() == .lost)
            #expect(await inbox.next() == .ready)
            try #require(await client.waitUntilReady(atMost: .seconds(30)))
            try await eventually { (try? await client.command("PUBLISH", "news", "again"))?.int == 1 }
            #expect(await inbox.next() == .message("news", "again"))
            #expect(try await client.command("GET", "k").text == "1")
        }
    }

    @Test("of three Sentinels one that hangs is passed over: before the master dies, and for its successor")
    func oneOfThree() async throws {
        try await withFamily(sentinels: 3) { family in
            family.sentinels[0].pause()
            let client = family.bed.client(family.configuration)
            try #require(await client.waitUntilReady(atMost: .seconds(30)))
            _ = try await client.command("SET", "k", "1")
            #expect(try await client.command("WAIT", "1", "5000").int == 1)
            family.master.kill()
            try await eventually { (try? await client.command("GET", "k").text) == "1" }
            #expect(try await client.command("ROLE").elements?.first?.text == "master")
            #expect(client.counters.connects == 2)
        }
    }

    @Test("a master that has become a replica is left for the new one") func demotion() async throws {
        try await withFamily { family in
            let client = family.bed.client(family.configuration)
            try #require(await client.waitUntilReady(atMost: .seconds(30)))
            let direct = try await family.bed.client()
            let successor = family.bed.client(
                {
                    var own = family.bed.configuration; own.port = family.replica.port; return own
                }())
            try #require(await successor.waitUntilReady(atMost: .seconds(30)))
            // As an operator would by hand; Sentinel is told by the same roles.
            family.sentinels[0].pause()
            _ = try await successor.command("REPLICAOF", "NO", "ONE")
            _ = try await direct.command("REPLICAOF", "127.0.0.1", .text("\(family.replica.port)"))
            let refusal = await failure { () async throws(RedisError) in _ = try await client.command("SET", "k", "2") }
            #expect(refusal?.serverCode == "READONLY")
            #expect(!client.isReady)
            _ = try await successor.command("REPLICAOF", "127.0.0.1", .text("\(family.master.port)"))
            _ = try await direct.command("REPLICAOF", "NO", "ONE")
            family.sentinels[0].resume()
            try #require(await client.waitUntilReady(atMost: .seconds(30)))
            _ = try await client.command("SET", "k", "3")
        }
    }

    @Test("a master that the Sentinels do not know is not connected to") func unknownMaster() async throws {
        try await withFamily { family in
            var configuration = family.configuration
            configuration.sentinels?.master = "another"
            let client = family.bed.client(configuration)
            try await eventually { client.counters.failedConnects > 1 }
            #expect(client.counters.connects == 0)
        }
    }
}
