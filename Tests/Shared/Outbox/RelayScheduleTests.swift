import Reactor
import Testing

@testable import Outbox

@Suite("When a relay looks, rests and counts") struct RelayScheduleTests {
    private let start = MonotonicTime.read()
    private func at(_ milliseconds: Int) -> MonotonicTime { start + .milliseconds(milliseconds) }

    private func schedule() -> RelaySchedule {
        var configuration = OutboxConfiguration()
        configuration.interval = .milliseconds(250)
        configuration.countInterval = .seconds(5)
        configuration.firstRest = .milliseconds(50)
        configuration.longestRest = .milliseconds(200)
        return RelaySchedule(configuration, at: start)
    }

    @Test("it looks at once, each interval, and whenever it is woken; any number of calls are one look")
    func looks() {
        var schedule = schedule()
        let looks = [0, 0, 249, 250, 250].map { schedule.beginLook(at: at($0)) }
        #expect(looks == [true, false, false, true, false])
        schedule.wake()
        schedule.wake()
        #expect(schedule.mustLook)
        let woken = [251, 252, 500, 501].map { schedule.beginLook(at: at($0)) }
        #expect(woken == [true, false, false, true] && !schedule.mustLook)
    }

    @Test("it pauses until the next look, the lease's renewal or the end of a rest, whichever is first, and never backwards")
    func pauses() {
        var schedule = schedule()
        _ = schedule.beginLook(at: at(0))
        #expect(schedule.pause(at: at(10), renewal: at(1_000)) == .milliseconds(240))
        #expect(schedule.pause(at: at(10), renewal: at(100)) == .milliseconds(90))
        #expect(schedule.pause(at: at(300), renewal: at(100)) == .zero)
        schedule.failed(at: at(10))
        #expect(schedule.pause(at: at(10), renewal: at(1_000)) == .milliseconds(50))
        // A rest that is over and cannot end yet is no reason to look all the time.
        #expect(schedule.pause(at: at(60), renewal: at(1_000)) == .milliseconds(190))
    }

    @Test("a pause that ends for the lease alone brings no look; one that ends with a rest does")
    func reasons() {
        var schedule = schedule()
        _ = schedule.beginLook(at: at(0))
        schedule.paused(until: at(100))
        #expect(!schedule.mustLook)
        schedule.failed(at: at(100))
        schedule.paused(until: at(149))
        #expect(!schedule.mustLook)
        schedule.paused(until: at(150))
        #expect(schedule.mustLook)
    }

    @Test("a rest ends when its time is over and nothing is under way; rests grow until something succeeds")
    func rests() {
        var schedule = schedule()
        #expect(!schedule.isResting)
        for rest in [50, 100, 200, 200] {
            schedule.failed(at: at(0))
            for (time, isQuiet, isResting) in [(rest - 1, true, true), (rest, false, true), (rest, true, false)] {
                schedule.endRest(at: at(time), nothingUnderWay: isQuiet)
                #expect(schedule.isResting == isResting)
            }
        }
        schedule.succeeded()
        schedule.failed(at: at(0))
        schedule.succeeded()
        #expect(schedule.isResting, "what goes on beside a failure does not end its rest")
        schedule.endRest(at: at(50), nothingUnderWay: true)
        #expect(!schedule.isResting)
    }

    @Test("it counts at once and then each interval")
    func counts() {
        var schedule = schedule()
        let counts = [0, 4_999, 5_000, 9_999].map { schedule.beginCount(at: at($0)) }
        #expect(counts == [true, false, true, false])
    }
}
