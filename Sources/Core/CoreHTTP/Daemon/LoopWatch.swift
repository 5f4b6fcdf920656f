import Reactor
import ServiceRuntime

/// Measures a loop from within: the longest turn of each second. Confined to its loop.
final class LoopWatch {
    private static let interval = Duration.seconds(1)
    private var timer: LoopTimer?

    init(_ loop: EventLoop, turns: Histogram) {
        let timer = LoopTimer(on: loop) { [unowned self] in
            turns.observe(loop.takeLongestTurn())
            self.timer?.arm(after: Self.interval)
        }
        self.timer = timer
        timer.arm(after: Self.interval)
    }

    func close() {
        timer?.disarm()
    }
}
