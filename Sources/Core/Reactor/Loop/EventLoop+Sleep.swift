extension EventLoop {
    /// Lets the calling task rest. Nothing ends it early: who may be told to stop waits for a `LoopEvent` with a limit instead.
    package func sleep(_ duration: Duration) async {
        assertOnLoop()
        await withUnsafeContinuation { continuation in
            LoopTimer(on: self) { continuation.resume() }.arm(after: duration)
        }
    }
}
