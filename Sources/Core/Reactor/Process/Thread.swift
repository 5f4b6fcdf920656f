import CLinux
import Glibc

/// A POSIX thread.
package struct Thread: Sendable {
    private let handle: pthread_t

    /// Starts a thread with every signal blocked: signals are read from a signalfd, never delivered to whoever happens to run.
    package static func start(named name: String, _ body: @escaping @Sendable () -> Void) -> Thread {
        let context = Unmanaged.passRetained(Body(name: name, body)).toOpaque()
        var handle = pthread_t()
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        let result = pthread_create(&handle, nil, runThread, context)
        pthread_sigmask(SIG_SETMASK, &previous, nil)
        precondition(result == 0, "pthread_create: \(String(cString: strerror(result)))")
        return Thread(handle: handle)
    }

    package func join() { pthread_join(handle, nil) }

    /// Gives up joining: the thread's resources are freed when it ends.
    package func detach() { pthread_detach(handle) }
}

private final class Body {
    let name: String
    let run: @Sendable () -> Void
    init(name: String, _ run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

@c private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
    pthread_setname_np(pthread_self(), body.name)
    body.run()
    return nil
}
