import Access
import Contracts
import Foundation
import Hosting
import Logging
import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

@Suite("A process' revocations follow Redis") struct RevocationFeedTests {
    @Test("what was there at the start, what is told later, and what was missed while Redis was away")
    func feed() async throws {
        try await Stores.withPrivate([.redis]) { stores in
            let address = try await stores.redis()
            try await onLoop { loop in
                let bed = Bed(address, on: loop)
                let sessions = bed.revocations.sessions(on: loop)
                let heard = Recorder<Revocation>()
                sessions.onRevoked { heard.record($0) }
                let (first, second, third, fourth) = (bed.revocation(1), bed.revocation(2), bed.revocation(3), bed.revocation(4))
                try await bed.running {
                    #expect(await bed.redis.waitUntilReady(atMost: .seconds(30)))
                    try await bed.keep([first])
                    bed.redis.post(
                        "PUBLISH", .text(bed.names.revocationsChannel), .bytes(RevocationMessage.reload.payload))
                    try await bed.eventually { sessions.contains(first.sessionID) }
                    bed.redis.post(
                        "PUBLISH", .text(bed.names.revocationsChannel), .bytes(RevocationMessage.revoked([second]).payload))
                    try await bed.eventually { sessions.contains(second.sessionID) }
                    bed.redis.post("PUBLISH", .text(bed.names.revocationsChannel), "nonsense")

                    // A Redis that comes back empty takes nothing away; what it is given meanwhile is read.
                    try await stores.kill(.redis)
                    try await bed.eventually { !bed.feed.isCurrent }
                    try await stores.start([.redis])
                    try await bed.eventually { bed.feed.isCurrent }
                    #expect(sessions.contains(first.sessionID) && sessions.contains(second.sessionID))
                    try await bed.keep([third, fourth])
                    bed.redis.post(
                        "PUBLISH", .text(bed.names.revocationsChannel), .bytes(RevocationMessage.reload.payload))
                    try await bed.eventually { sessions.contains(third.sessionID) && sessions.contains(fourth.sessionID) }
                }
                #expect(Set(heard.all) == [first, second, third, fourth] && heard.all.count == 4)
            }
        }
    }

    @Test("a loop that comes later knows what the others know")
    func lateLoop() async throws {
        let revocations = Revocations(clock: .system)
        let one = Revocation(
            sessionID: SessionID(UUIDValue(v7: 1, random: (7, 1))), userID: UserID(UUIDValue(v7: 1, random: (1, 2))),
            until: WallClock.system.instant.adding(seconds: 3_600))
        try await onLoop { first in
            let sessions = revocations.sessions(on: first)
            revocations.add([one])
            #expect(sessions.contains(one.sessionID))
            try await onLoop { second in #expect(revocations.sessions(on: second).contains(one.sessionID)) }
        }
    }

    @Test("a set of many pages is read whole")
    func pages() async throws {
        let address = try await Stores.shared.redis()
        try await onLoop { loop in
            let bed = Bed(address, on: loop)
            let sessions = bed.revocations.sessions(on: loop)
            let many = (0..<12_345 as Range<UInt64>).map { bed.revocation($0) }
            try await bed.running {
                #expect(await bed.redis.waitUntilReady(atMost: .seconds(30)))
                for start in stride(from: 0, to: many.count, by: 1_000) {
                    try await bed.keep(Array(many[start..<min(start + 1_000, many.count)]))
                }
                bed.redis.post("PUBLISH", .text(bed.names.revocationsChannel), .bytes(RevocationMessage.reload.payload))
                try await bed.eventually { sessions.count == many.count }
                _ = try await bed.redis.command("DEL", .text(bed.names.revokedSessions))
            }
            #expect(many.allSatisfy { sessions.contains($0.sessionID) })
        }
    }
}

/// A feed, the client it reads with, and a prefix of its own.
private final class Bed: @unchecked Sendable {  // loop-confined
    let loop: EventLoop
    let names = RedisNames(prefix: "\(UUID().uuidString):")
    let revocations = Revocations(clock: .system)
    let redis: RedisClient
    let feed: RevocationFeed

    init(_ address: Stores.RedisAddress, on loop: EventLoop) {
        self.loop = loop
        let configuration = RedisConfiguration(
            host: address.host, port: address.port, password: address.password.isEmpty ? nil : address.password)
        let resolver = Resolver()
        redis = RedisClient(configuration, on: loop, resolver: resolver)
        feed = RevocationFeed(
            revocations, redis: redis, subscription: configuration, names: names, on: loop, resolver: resolver,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func revocation(_ number: UInt64) -> Revocation {
        Revocation(
            sessionID: SessionID(UUIDValue(v7: 1, random: (7, number))), userID: UserID(UUIDValue(v7: 1, random: (1, 2))),
            until: Instant(seconds: WallClock.system.instant.seconds + 3_600))
    }

    func keep(_ some: [Revocation]) async throws {
        let scored = some.flatMap { [RedisArgument.integer($0.until.seconds), .text($0.member)] }
        _ = try await redis.command(["ZADD", .text(names.revokedSessions)] + scored)
    }

    func running(_ body: @Sendable () async throws -> Void) async throws {
        async let client: Void = redis.run()
        async let feeding: Void = feed.run()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        feed.close()
        redis.close()
        await client
        await feeding
        try outcome.get()
    }

    func eventually(_ condition: () -> Bool) async throws {
        let deadline = MonotonicTime.read() + .seconds(30)
        while !condition() {
            guard MonotonicTime.read() < deadline else { throw Never() }
            await loop.sleep(.milliseconds(2))
        }
    }

    struct Never: Error {}
}
