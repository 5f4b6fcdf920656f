import Reactor
import TestSupport
import Testing

@Suite("An alarm for many deadlines") struct DeadlineAlarmTests {
    @Test("rings at the earliest, once, and again only for what is watched then")
    func earliest() async throws {
        try await onLoop { loop in
            let rings = Recorder<MonotonicTime>()
            let begun = loop.now
            let alarm = DeadlineAlarm(on: loop) { rings.record(MonotonicTime.read()) }
            for milliseconds in [60, 20, 40, 20] { alarm.watch(begun + .milliseconds(milliseconds)) }
            await loop.sleep(.milliseconds(50))
            #expect(rings.all.count == 1 && rings.all[0] >= begun + .milliseconds(20))
            alarm.watch(begun + .milliseconds(60))
            await loop.sleep(.milliseconds(30))
            #expect(rings.all.count == 2)
        }
    }

    @Test("is silent once disarmed")
    func disarmed() async throws {
        try await onLoop { loop in
            let rings = Recorder<Int>()
            let alarm = DeadlineAlarm(on: loop) { rings.record(1) }
            alarm.watch(loop.now + .milliseconds(5))
            alarm.disarm()
            await loop.sleep(.milliseconds(20))
            #expect(rings.all.isEmpty)
            alarm.watch(loop.now + .milliseconds(5))
            await loop.sleep(.milliseconds(20))
            #expect(rings.all == [1])
        }
    }
}
