import Reactor
import Synchronization
import TestSupport
import Testing

@Suite("What each loop has of its own") struct LoopRegistryTests {
    private final class Member: Sendable {
        let loop: EventLoop
        let calls = Mutex(0)

        init(_ loop: EventLoop) { self.loop = loop }

        func call() {
            #expect(loop.isCurrent)
            calls.withLock { $0 += 1 }
        }
    }

    @Test("is reached on its loop, from the own one at once")
    func reach() async throws {
        let registry = LoopRegistry<Member>()
        try await onLoop { here in
            let mine = Member(here)
            registry.add(mine, on: here)
            try await onLoop { there in
                let other = Member(there)
                registry.add(other, on: there)
                registry.forEach { $0.call() }
                #expect(other.calls.withLock(\.self) == 1)
            }
            while mine.calls.withLock(\.self) == 0 { await Task.yield() }
            #expect(mine.calls.withLock(\.self) == 1)
        }
    }

    @Test("is made once")
    func once() async throws {
        let registry = LoopRegistry<Member>()
        try await onLoop { loop in
            let first = registry.member(of: loop) { Member(loop) }
            let second = registry.member(of: loop) { Member(loop) }
            #expect(first === second)
        }
    }
}
