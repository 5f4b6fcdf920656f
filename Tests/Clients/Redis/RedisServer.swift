import Foundation
import Glibc
import Reactor
import Synchronization
import TestSupport

/// A Redis of our own on a port of its own, which keeps nothing. The shared one is for tests that do it no harm.
final class RedisServer: Sendable {
    static let shared = RedisServer()

    let port: UInt16
    let password: String?
    private let sentinel: [String]?
    private let extra: [String]
    private let directory: String
    private let process = Mutex<ChildProcess?>(nil)

    /// Servers still running when the tests end.
    private static let running = Mutex<(pids: Set<pid_t>, watching: Bool)>(([], false))

    /// `sentinel`: lines of a Sentinel's configuration, whose server this is then. `certificates`: it speaks TLS alone and wants to see
    /// the client's certificate.
    init(password: String? = nil, sentinel: [String]? = nil, certificates: Certificates? = nil, arguments: [String] = []) {
        self.password = password
        self.sentinel = sentinel
        guard let port = try? freePort() else { preconditionFailure("no port is free") }
        self.port = port
        extra =
            arguments
            + (certificates.map {
                [
                    "--port", "0", "--tls-port", "\(port)", "--tls-cert-file", $0.server, "--tls-key-file", $0.serverKey,
                    "--tls-ca-cert-file", $0.authority,
                ]
            } ?? [])
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
            var arguments = ["/usr/bin/redis-server"]
            if let sentinel {
                let file = directory + "/sentinel.conf"
                try (sentinel.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
                arguments += [file, "--sentinel"]
            }
            arguments += ["--port", "\(port)", "--bind", "127.0.0.1", "--dir", directory]
            if sentinel == nil { arguments += ["--save", ""] }
            arguments += extra
            arguments += ["--logfile", directory + "/log"]
            if let password { arguments += ["--requirepass", password] }
            let output = open(directory + "/output", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            defer { close(output) }
            let child = try ChildProcess(arguments, output: output)
            process = child
            Self.remember(child.pid)
        }
    }

    func stop() { end(SIGTERM) }
    func kill() { end(SIGKILL) }
    /// It neither answers nor hangs up.
    func pause() { signal(SIGSTOP) }
    func resume() { signal(SIGCONT) }

    private func signal(_ number: Int32) { process.withLock { $0?.signal(number) } }

    private func end(_ signal: Int32) {
        process.withLock { process in
            guard let child = process else { return }
            child.signal(signal)
            child.join()
            _ = Self.running.withLock { $0.pids.remove(child.pid) }
            process = nil
        }
    }

    private static func remember(_ pid: pid_t) {
        running.withLock { state in
            state.pids.insert(pid)
            guard !state.watching else { return }
            state.watching = true
            atexit { for pid in RedisServer.running.withLock({ $0.pids }) { _ = Glibc.kill(pid, SIGKILL) } }
        }
    }
}
