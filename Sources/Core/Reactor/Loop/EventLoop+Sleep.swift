extension EventLoop {
    /// Suspends the calling task. Nothing ends it early: a task that may be told to stop waits for a `LoopEvent` with a limit
    /// instead.
    package func sleep(_ duration: Duration) async {
        assertOnLoop()
        await withUnsafeContinuation { continuation in
            LoopTimer(on: self) { continuation.resume() }.arm(after: duration)
        }
    }
}
