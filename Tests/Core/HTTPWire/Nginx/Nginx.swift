import Foundation
import Glibc
import Reactor
import TestSupport

/// A private nginx that reads a whole request before it answers, with 200 where it has nothing against it, and closes every
/// connection after one answer.
struct Nginx: Sendable {
    let address: SocketAddress

    /// Runs `body` beside it.
    static func use<Result: Sendable>(_ body: (Nginx) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clinic-nginx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (port, upstream) = (try freePort(), folder.appending(path: "upstream.sock").path)
        let file = folder.appending(path: "nginx.conf")
        try configuration(port: port, upstream: upstream).write(to: file, atomically: true, encoding: .utf8)
        let log = open(folder.appending(path: "log").path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(log) }
        let process = try ChildProcess(["/usr/sbin/nginx", "-p", folder.path, "-e", "stderr", "-c", file.path], output: log)
        let nginx = Nginx(address: SocketAddress(.v4(0x7F00_0001), port: port))
        let outcome: Swift.Result<Result, any Error>
        do {
            try await nginx.isUp(process)
            outcome = .success(try await body(nginx))
        } catch {
            outcome = .failure(error)
        }
        process.signal(SIGTERM)
        _ = await process.ended()
        return try outcome.get()
    }

    /// The status of the answer to these octets; nil when the connection was closed without one.
    func status(of bytes: [UInt8], on loop: EventLoop) async throws -> Int? {
        let peer = try await RawPeer(address, on: loop)
        defer { peer.stream.close() }
        try? await peer.send(bytes)
        let answer = String(decoding: try await peer.rest(), as: UTF8.self)
        guard answer.hasPrefix("HTTP/1.") else { return answer.isEmpty ? nil : 200 }  // HTTP/0.9: content alone
        return Int(answer.dropFirst(9).prefix(3))
    }

    private struct CannotStart: Error {}

    private func isUp(_ process: ChildProcess) async throws {
        try await onLoop { [address] loop in
            while process.isRunning {
                if let stream = try? await TCPStream.connect(to: address, on: loop, deadline: loop.now + .seconds(5)) {
                    stream.close()
                    return
                }
                await loop.sleep(.milliseconds(10))
            }
            throw CannotStart()
        }
    }

    /// The second server takes what the first has read whole and passed on.
    private static func configuration(port: UInt16, upstream: String) -> String {
        """
        daemon off; master_process off; worker_processes 1; pid nginx.pid;
        events { worker_connections 512; }
        http {
            access_log off;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
            keepalive_timeout 0; client_header_timeout 5s; client_body_timeout 5s; lingering_close off;
            client_max_body_size 1m; large_client_header_buffers 4 16k;
            server {
                listen 127.0.0.1:\(port);
                location / { proxy_pass http://unix:\(upstream):; proxy_http_version 1.1; proxy_request_buffering on; }
            }
            server { listen unix:\(upstream); location / { return 200 "ok"; } }
        }
        """
    }
}
