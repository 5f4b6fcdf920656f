import Foundation
import Glibc
import Reactor
import Synchronization

/// A Redis of our own on a port of its own, which keeps nothing. The shared one is for tests that do it no harm.
final class RedisServer: Sendable {
    struct CannotSpawn: Error { let code: Int32 }

    static let shared = RedisServer()

    let port: UInt16
    let password: String?
    private let directory: String
    private let process = Mutex<pid_t?>(nil)

    /// Servers still running when the tests end.
    private static let running = Mutex<(pids: Set<pid_t>, watching: Bool)>(([], false))

    init(password: String? = nil) {
        self.password = password
        port = Self.freePort()
        directory = FileManager.default.temporaryDirectory.appending(path: "clinic-redis-\(UUID().uuidString)").path
    }

    deinit {
        end(SIGKILL)
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Does nothing when it runs. Answers a moment later.
    func start() throws {
        try process.withLock { process in
            guard process == nil else { return }
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            var arguments = ["redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--dir", directory]
            arguments += ["--logfile", directory + "/log"]
            if let password { arguments += ["--requirepass", password] }
            let pid = try Self.spawn(arguments)
            process = pid
            Self.remember(pid)
        }
    }

    func stop() { end(SIGTERM) }
    func kill() { end(SIGKILL) }
    /// It neither answers nor hangs up.
    func pause() { signal(SIGSTOP) }
    func resume() { signal(SIGCONT) }

    private func signal(_ number: Int32) { process.withLock { if let pid = $0 { _ = Glibc.kill(pid, number) } } }

    private func end(_ signal: Int32) {
        process.withLock { process in
            guard let pid = process else { return }
            _ = Glibc.kill(pid, signal)
            while waitpid(pid, nil, 0) < 0, errno == EINTR {}
            _ = Self.running.withLock { $0.pids.remove(pid) }
            process = nil
        }
    }

    /// With no signal blocked, unlike the threads of loops and of the concurrency pool, or SIGTERM would not end it.
    private static func spawn(_ arguments: [String]) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let code = posix_spawnp(&pid, arguments[0], nil, &attributes, &words, environ)
        guard code == 0 else { throw CannotSpawn(code: code) }
        return pid
    }

    private static func remember(_ pid: pid_t) {
        running.withLock { state in
            state.pids.insert(pid)
            guard !state.watching else { return }
            state.watching = true
            atexit { for pid in RedisServer.running.withLock({ $0.pids }) { _ = Glibc.kill(pid, SIGKILL) } }
        }
    }

    /// Below the kernel's range for outgoing connections, so that a stopped server finds its port again.
    private static func freePort() -> UInt16 {
        while true {
            let port = UInt16.random(in: 20_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if result == 0 { return port }
        }
    }
}
