import Contracts
import Hosting
import ServiceRuntime
import Testing

@Suite("Ids and times") struct IdentifierSourceTests {
    @Test("ids carry the clock's time, order by it, and differ within a millisecond")
    func ids() {
        let clock = ManualWallClock(1_796_000_000_000)
        let ids = IdentifierSource(clock: clock.clock)
        var made: [UserID] = (0..<1_000).map { _ in ids.next() }
        #expect(Set(made).count == 1_000)
        #expect(made.allSatisfy { $0.uuid.v7Milliseconds == 1_796_000_000_000 })
        let last = made.max()
        clock.advance(by: .milliseconds(1))
        made = [ids.next()]
        #expect(last.map { $0 < made[0] } == true)
    }

    @Test("the clock's instant is its milliseconds")
    func instant() {
        #expect(WallClock.fixed(1_796_000_000_250).instant == Instant(milliseconds: 1_796_000_000_250))
    }
}
