package import CoreHTTP
package import Reactor

/// Serves `router` on a free port of the loopback while `body` runs, then drains.
package func withServer<Result>(
    _ router: Router, on loop: EventLoop, configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (HTTPServer) async throws -> Result
) async throws -> Result {
    var configuration = ServerConfiguration(address: SocketAddress(.v4(0x7F00_0001), port: 0))
    configure(&configuration)
    let server = try HTTPServer(configuration, router: router, on: loop)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await server.run() }
        do {
            let result = try await body(server)
            await server.drain(within: .milliseconds(200))
            return result
        } catch {
            await server.drain(within: .milliseconds(200))
            throw error
        }
    }
}
