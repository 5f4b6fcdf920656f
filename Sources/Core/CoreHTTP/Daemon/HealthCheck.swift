import HTTPWire
package import Reactor
import Synchronization

/// Asks a daemon on this machine whether it is ready, for a container's health check: the image has no curl.
package enum HealthCheck {
    private static let timeout = Duration.seconds(3)

    /// Whether GET /readyz is answered 200 within 3 s. `address`: where the daemon was told to listen. Blocks the calling thread.
    package static func isReady(_ address: SocketAddress) throws(SystemError) -> Bool {
        let host = [.v4(0), .v6(0)].contains(address.host) ? "127.0.0.1" : address.hostText
        let answer = Atomic(false)
        try LoopGroup.run(count: 1) { loop in
            let names = Resolver()
            let client = HTTPClient(host: host, port: address.port, on: loop, resolver: names)
            let response = try? await client.send(ClientRequest(.get, "/readyz"), timeout: timeout)
            answer.store(response?.status == .ok, ordering: .releasing)
            client.close()
        }
        return answer.load(ordering: .acquiring)
    }
}
