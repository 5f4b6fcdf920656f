import Glibc
import Reactor
import Synchronization
import TestSupport
import Testing

@Suite("Resolver") struct ResolverTests {
    private static let address = SocketAddress(.v4(0x0A00_0001), port: 0)

    /// A name service that answers `hanging` hosts only when `open` is called, and counts what it was asked.
    private final class Names: @unchecked Sendable {  // sem_t is made for several threads
        let asked = Mutex<[String: Int]>([:])
        private let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

        init() { sem_init(gate, 0, 0) }

        deinit {
            sem_destroy(gate)
            gate.deallocate()
        }

        func resolver(limit: Int = 16) -> Resolver {
            Resolver(limit: limit) { [self] host in
                asked.withLock { $0[host, default: 0] += 1 }
                if host.hasPrefix("hanging") { while sem_wait(gate) != 0 {} }
                return host.hasSuffix("unknown")
                    ? .failure(.unresolvable(host: host, code: EAI_NONAME)) : .success([ResolverTests.address])
            }
        }

        func open(_ times: Int = 1) { for _ in 0..<times { sem_post(gate) } }
    }

    @Test("a numeric address asks nobody; a name gets its addresses with the port asked for", arguments: ["10.0.0.1", "a.example"])
    func answers(host: String) async throws {
        let names = Names()
        let found = try await onLoop { loop in
            try await names.resolver().resolve(host, port: 99, on: loop, deadline: loop.now + .seconds(30))
        }
        #expect(found == [SocketAddress(.v4(0x0A00_0001), port: 99)])
        #expect(names.asked.withLock { $0.count } == (host == "a.example" ? 1 : 0))
    }

    @Test(
        "all who ask for a name while it is looked up share one look-up and its answer", arguments: ["hanging", "hanging-unknown"])
    func shared(host: String) async throws {
        let names = Names()
        let resolver = names.resolver()
        let answers = try await onLoop { loop in
            await withTaskGroup(of: Bool.self) { group in
                let begun = LoopEvent(on: loop)
                for index in 0..<50 {
                    group.addTask {
                        loop.execute { if index == 49 { begun.set() } }
                        let found = try? await resolver.resolve(host, port: 1, on: loop, deadline: loop.now + .seconds(30))
                        return found != nil
                    }
                }
                await begun.wait()
                names.open(50)
                var answers: [Bool] = []
                for await answer in group { answers.append(answer) }
                return answers
            }
        }
        #expect(answers == Array(repeating: host == "hanging", count: 50))
        #expect(names.asked.withLock { $0 } == [host: 1])
        // The next one asks anew: answers are not kept.
        _ = try? await onLoop { loop in try await resolver.resolve(host, port: 1, on: loop, deadline: loop.now + .seconds(30)) }
        #expect(names.asked.withLock { $0 } == [host: 2])
    }

    @Test("names that hang hold up no other name, whoever waits goes at their own deadline, and no thread is waited for")
    func hanging() async throws {
        let names = Names()
        let begun = MonotonicTime.read()
        do {
            let resolver = names.resolver()
            try await onLoop { loop in
                for index in 0..<8 {
                    // The second of each pair joins a look-up that hangs already.
                    let host = "hanging-\(index / 2)"
                    await #expect(throws: Resolver.Failure.timeout(host: host)) {
                        try await resolver.resolve(host, port: 1, on: loop, deadline: loop.now + .milliseconds(20))
                    }
                }
                let found = try await resolver.resolve("works", port: 1, on: loop, deadline: loop.now + .seconds(30))
                #expect(found.count == 1)
            }
        }
        // Loop, thread and resolver have ended, and four look-ups still hang.
        #expect(MonotonicTime.read() - begun < .seconds(20))
        #expect(names.asked.withLock { $0.count } == 5)
        names.open(4)
    }

    @Test("more names at a time than the limit are refused at once; one that is looked up already may be waited for")
    func limit() async throws {
        let names = Names()
        let resolver = names.resolver(limit: 2)
        try await onLoop { loop in
            for host in ["hanging-1", "hanging-2", "hanging-1"] {
                await #expect(throws: Resolver.Failure.timeout(host: host)) {
                    try await resolver.resolve(host, port: 1, on: loop, deadline: loop.now + .milliseconds(1))
                }
            }
            await #expect(throws: Resolver.Failure.busy) {
                try await resolver.resolve("works", port: 1, on: loop, deadline: loop.now + .seconds(30))
            }
        }
        names.open(2)
    }
}
