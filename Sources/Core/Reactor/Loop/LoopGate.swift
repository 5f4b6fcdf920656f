import Synchronization

/// Something that happens once in the life of a process and that tasks on several loops wait for: the migrations are done, the
/// process must end. May be opened from any thread.
package final class LoopGate: Sendable {
    private struct State {
        var isOpen = false
        var events: [(loop: EventLoop, event: LoopEvent)] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var isOpen: Bool { state.withLock { $0.isOpen } }

    package func open() {
        let events = state.withLock { state in
            state.isOpen = true
            defer { state.events.removeAll() }
            return state.events
        }
        for (loop, event) in events { loop.execute { event.set() } }
    }

    /// An event of `loop` that is set when the gate opens, at once if it has.
    package func event(on loop: EventLoop) -> LoopEvent {
        loop.assertOnLoop()
        let event = LoopEvent(on: loop)
        let isOpen = state.withLock { state in
            if !state.isOpen { state.events.append((loop, event)) }
            return state.isOpen
        }
        if isOpen { event.set() }
        return event
    }

    package func wait(on loop: EventLoop) async { await event(on: loop).wait() }
}
