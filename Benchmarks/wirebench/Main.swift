import CoreHTTP
import Glibc
import HTTPWire
import Reactor
import Redis

/// CoreHTTP alone, with the daemons' defaults, for conformance suites and benchmarks.
@main struct WireBench {
    static func main() {
        var options = Options()
        guard options.parse(CommandLine.arguments.dropFirst()) else {
            print(Options.usage)
            exit(options.isHelp ? 0 : 2)
        }
        guard let address = SocketAddress(numeric: options.host, port: options.port) else {
            print("wirebench: \(options.host) is not an address")
            exit(2)
        }
        let shutdown = LoopGate()
        let configured = options
        Signals.block([SIGTERM, SIGINT])
        do {
            if address.port != 0 { try TCPListener.checkFree(address) }
            try LoopGroup.run(count: options.loops) { loop in await serve(address, configured, shutdown, on: loop) }
        } catch {
            print("wirebench: \(error)")
            exit(1)
        }
    }

    nonisolated static func serve(_ address: SocketAddress, _ options: Options, _ shutdown: LoopGate, on loop: EventLoop) async {
        var configuration = ServerConfiguration(address: address)
        if let body = options.maxBody { configuration.limits.body = body }
        if let message = options.maxMessage {
            configuration.webSocket.message = message
            configuration.webSocket.frame = message
        }
        do {
            let hub = try PushHub(secret: options.secret)
            let server = try HTTPServer(configuration, router: .wireBench(hub), on: loop)
            let signals = loop.index == 0 ? try Signals([SIGTERM, SIGINT], on: loop) { _ in shutdown.open() } : nil
            let subscriber = options.redis.map { redis in
                RedisSubscriber(
                    RedisConfiguration(host: redis.host, port: redis.port), on: loop,
                    resolver: Resolver(),
                    onMessage: { _, message in hub.pushNamed(message) })
            }
            if loop.index == 0 { print("wirebench on http://\(server.address), \(options.loops) loop(s), pid \(getpid())") }
            await withDiscardingTaskGroup { group in
                group.addTask { await server.run() }
                if let subscriber {
                    group.addTask { await subscriber.run() }
                    try? await subscriber.subscribe("notifications")
                }
                await shutdown.wait(on: loop)
                await server.drain(within: .seconds(5))
                subscriber?.close()
            }
            signals?.close()
        } catch {
            print("wirebench: \(error)")
            exit(1)
        }
    }
}
