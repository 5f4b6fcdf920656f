import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@Suite("HTTPClient") struct HTTPClientTests {
    private func client(_ address: SocketAddress, _ loop: EventLoop, connections: Int = 4, waiting: Int = 16) -> HTTPClient {
        HTTPClient(
            host: "127.0.0.1", port: address.port, on: loop, resolver: Resolver(), maxConnections: connections,
            maxWaiting: waiting)
    }

    private func get(_ client: HTTPClient) async -> Int? {
        try? await client.send(ClientRequest(.get, "/"), timeout: .seconds(5)).status.code
    }

    @Test("requests share a kept-alive connection")
    func keepAlive() async throws {
        try await onLoop { loop in
            let router = Router()
            router.on(.post, "/echo") { .bytes($0.body, contentType: "text/plain") }
            try await withServer(router, on: loop) { server in
                let client = client(server.address, loop)
                for i in 0..<5 {
                    let answer = try await client.send(
                        ClientRequest(.post, "/echo", body: Array("\(i)".utf8)), timeout: .seconds(5))
                    #expect(answer.status == .ok && answer.body == Array("\(i)".utf8))
                    #expect(server.connectionCount == 1)
                }
                client.close()
            }
        }
    }

    @Test("more requests than connections wait their turn; beyond the queue's limit they are refused at once")
    func bounded() async throws {
        try await onLoop { loop in
            let router = Router()
            let release = LoopEvent(on: loop)
            let entered = Recorder<Int>()
            router.on(.get, "/slow") { _ in
                entered.record(1)
                await release.wait()
                return .text("done")
            }
            try await withServer(router, on: loop) { server in
                let client = client(server.address, loop, connections: 2, waiting: 1)
                let statuses = await withTaskGroup(of: Result<Int, HTTPClientError>.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            do throws(HTTPClientError) {
                                return .success(
                                    try await client.send(ClientRequest(.get, "/slow"), timeout: .seconds(5)).status.code)
                            } catch { return .failure(error) }
                        }
                    }
                    var results = [await group.next()!]
                    #expect(results[0] == .failure(.busy))
                    release.set()
                    for await result in group { results.append(result) }
                    return results
                }
                #expect(statuses.filter { $0 == .success(200) }.count == 3)
                client.close()
            }
        }
    }

    @Test("an idempotent request that meets a connection the server has closed is sent again; another fails")
    func staleConnection() async throws {
        try await onLoop { loop in
            let listener = try TCPListener(on: SocketAddress(.v4(0x7F00_0001), port: 0), loop: loop)
            let accepted = Recorder<Int>()
            await withDiscardingTaskGroup { group in
                // Answers one request a connection and then closes without having said so.
                group.addTask {
                    while let stream = await listener.accept() {
                        accepted.record(1)
                        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
                        defer { space.deallocate() }
                        while stream.read(into: space) == .wouldBlock { _ = await stream.readable() }
                        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
                        _ = answer.withUnsafeBytes { stream.write($0) }
                        while stream.read(into: space) == .wouldBlock { _ = await stream.readable() }
                        stream.close()
                    }
                }
                let client = client(listener.address, loop)
                for _ in 0..<2 { #expect(await get(client) == 200) }
                #expect(accepted.all.count == 2)
                await #expect(throws: HTTPClientError.connectionLost) {
                    try await client.send(ClientRequest(.post, "/", body: [1]), timeout: .seconds(5))
                }
                client.close()
                listener.close()
            }
        }
    }

    @Test("no answer in time is a timeout, no server is unreachable")
    func failures() async throws {
        try await onLoop { loop in
            let router = Router()
            let release = LoopEvent(on: loop)
            router.on(.get, "/never") { _ in
                await release.wait()
                return .text("late")
            }
            var address: SocketAddress?
            try await withServer(router, on: loop) { server in
                address = server.address
                let client = client(server.address, loop)
                await #expect(throws: HTTPClientError.timeout) {
                    try await client.send(ClientRequest(.get, "/never"), timeout: .milliseconds(20))
                }
                release.set()
            }
            let gone = client(try #require(address), loop)
            await #expect(throws: HTTPClientError.unreachable) {
                try await gone.send(ClientRequest(.get, "/"), timeout: .seconds(5))
            }
        }
    }
}
