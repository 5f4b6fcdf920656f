import DequeModule
package import Reactor

/// Keep-alive HTTP/1.1 to one origin, from one loop. At most `maxConnections` are open; at most `maxWaiting` requests wait for one,
/// in order. An idempotent request is sent once more if the server had just closed its connection. Confined to its loop.
package final class HTTPClient: @unchecked Sendable {  // loop-confined
    package let host: String
    package let port: UInt16
    private let loop: EventLoop
    private let resolver: Resolver
    private let maxConnections: Int
    private let maxWaiting: Int
    private var idle: [ClientConnection] = []
    private var open = 0
    private var waiting = Deque<LoopEvent>()

    package init(
        host: String, port: UInt16, on loop: EventLoop, resolver: Resolver, maxConnections: Int = 16, maxWaiting: Int = 1024
    ) {
        self.host = host
        self.port = port
        self.loop = loop
        self.resolver = resolver
        self.maxConnections = maxConnections
        self.maxWaiting = maxWaiting
    }

    package func send(_ request: ClientRequest, timeout: Duration) async throws(HTTPClientError) -> ClientResponse {
        let deadline = loop.now + timeout
        while true {
            let connection = try await lease(before: deadline)
            let wasUsed = connection.exchanges > 0
            do throws(HTTPClientError) {
                let response = try await connection.exchange(request, host: hostField, deadline: deadline)
                giveBack(connection)
                return response
            } catch {
                let stale = wasUsed && error == .connectionLost && !connection.heardAnswer
                giveBack(connection)
                if stale, request.isIdempotent { continue }
                throw error
            }
        }
    }

    /// Closes the idle connections; those in use end with their request.
    package func close() {
        for connection in idle { connection.close() }
        open -= idle.count
        idle.removeAll()
    }

    private var hostField: String { port == 80 ? host : "\(host):\(port)" }

    private func lease(before deadline: MonotonicTime) async throws(HTTPClientError) -> ClientConnection {
        while true {
            while let connection = idle.popLast() {
                if connection.isUsable { return connection }
                connection.close()
                open -= 1
            }
            if open < maxConnections {
                open += 1
                do throws(HTTPClientError) {
                    return try await connect(before: deadline)
                } catch {
                    released()
                    throw error
                }
            }
            guard waiting.count < maxWaiting else { throw .busy }
            let turn = LoopEvent(on: loop)
            waiting.append(turn)
            if !(await turn.wait(atMost: deadline - loop.now)) {
                waiting.removeAll { $0 === turn }
                throw .timeout
            }
        }
    }

    private func connect(before deadline: MonotonicTime) async throws(HTTPClientError) -> ClientConnection {
        let addresses: [SocketAddress]
        do throws(Resolver.Failure) {
            addresses = try await resolver.resolve(host, port: port, on: loop, deadline: deadline)
        } catch {
            throw error == .timeout(host: host) ? .timeout : .unreachable
        }
        for address in addresses {
            if let stream = try? await TCPStream.connect(to: address, on: loop, deadline: deadline) {
                return ClientConnection(stream)
            }
        }
        throw loop.now >= deadline ? .timeout : .unreachable
    }

    private func giveBack(_ connection: ClientConnection) {
        if connection.isUsable {
            idle.append(connection)
            wakeNext()
        } else {
            connection.close()
            released()
        }
    }

    private func released() {
        open -= 1
        wakeNext()
    }

    private func wakeNext() {
        waiting.popFirst()?.set()
    }
}
