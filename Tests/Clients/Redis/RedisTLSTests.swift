import OpenSSL
import Reactor
import Redis
import TestSupport
import Testing

@Suite("Redis over TLS") struct RedisTLSTests {
    /// A real Redis that wants to see certificates, and what is right to connect to it.
    private func withServer(_ body: @escaping @Sendable (RedisBed, RedisConfiguration, Certificates) async throws -> Void)
        async throws
    {
        try await Certificates.use { certificates in
            let server = RedisServer(password: "p w", certificates: certificates)
            defer { server.kill() }
            try await withRedis(server) { bed in
                var configuration = bed.configuration
                configuration.tls = TLSFiles(
                    authority: certificates.authority, certificate: certificates.client, key: certificates.clientKey)
                try await body(bed, configuration, certificates)
            }
        }
    }

    @Test("commands and messages of all sizes arrive, in crowds and alone") func exchange() async throws {
        try await withServer { bed, configuration, _ in
            let client = bed.client(configuration)
            try #require(await client.waitUntilReady(atMost: .seconds(30)))
            // Around the size of a TLS record (16 KiB), of a read (64 KiB), and more than the socket takes at once.
            for size in [0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 3_000_000] {
                let value = [UInt8](repeating: UInt8(ascii: "x"), count: size)
                _ = try await client.command("SET", "k\(size)".argument, .bytes(value))
                #expect(try await client.command("GET", "k\(size)".argument).bytes == value)
            }
            let echoes = try await client.pipeline((0..<1_000).map { ["ECHO", .text("\($0)")] })
            #expect(echoes.compactMap(\.int) == Array(0..<1_000))
            let inbox = Inbox(on: bed.loop)
            let subscriber = bed.subscriber(inbox, configuration)
            #expect(await inbox.next() == .ready)
            try await subscriber.subscribe("news")
            _ = try await client.command("PUBLISH", "news", "hello")
            #expect(await inbox.next() == .message("news", "hello"))
        }
    }

    @Test("a server that is not trusted, or made out to another name, gets no password") func verification() async throws {
        try await withServer { bed, configuration, certificates in
            var strange = configuration
            strange.tls?.authority = certificates.stranger
            var otherName = configuration
            otherName.host = "127.0.0.2"
            var unknown = configuration
            unknown.tls?.certificate = nil
            unknown.tls?.key = nil
            var plain = configuration
            plain.tls = nil
            for wrong in [strange, otherName, unknown, plain] {
                let client = bed.client(wrong)
                try await eventually { client.counters.failedConnects > 0 }
                #expect(client.counters.connects == 0)
            }
            let client = bed.client(configuration)
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
        }
    }
}

func eventually(_ condition: () async throws -> Bool) async throws {
    let deadline = MonotonicTime.read() + .seconds(30)
    while try await !condition() {
        try #require(MonotonicTime.read() < deadline)
        await Task.yield()
    }
}

extension String {
    fileprivate var argument: RedisArgument { .text(self) }
}
