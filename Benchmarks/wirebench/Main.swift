import CoreHTTP
import Glibc
import HTTPWire
import Reactor

/// CoreHTTP alone, with the daemons' defaults, for conformance suites and benchmarks.
@main struct WireBench {
    static let usage = """
        usage: wirebench [--host ADDRESS] [--port PORT] [--loops COUNT] [--max-body BYTES] [--max-message BYTES]

          GET  /plaintext    Hello, World!
          GET  /json         {"message":"Hello, World!"}
          POST /echo-json    decodes a JSON body and encodes it again
          GET  /big          64 KiB
          GET  /ws/echo      WebSocket: every message comes back
        """

    static func main() {
        var options = Options()
        guard options.parse(CommandLine.arguments.dropFirst()) else {
            print(usage)
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
            try LoopGroup.run(count: options.loops) { loop in await serve(address, configured, shutdown, on: loop) }
        } catch {
            print("wirebench: \(error)")
            exit(1)
        }
    }

    nonisolated static func serve(_ address: SocketAddress, _ options: Options, _ shutdown: LoopGate, on loop: EventLoop) async {
        var configuration = ServerConfiguration(address: address)
        if let body = options.maxBody { configuration.limits.body = body }
        if let message = options.maxMessage { configuration.webSocket.message = message; configuration.webSocket.frame = message }
        do {
            let server = try HTTPServer(configuration, router: routes(), on: loop)
            let signals = loop.index == 0 ? try Signals([SIGTERM, SIGINT], on: loop) { _ in shutdown.open() } : nil
            if loop.index == 0 { print("wirebench on http://\(server.address), \(options.loops) loop(s), pid \(getpid())") }
            await withDiscardingTaskGroup { group in
                group.addTask { await server.run() }
                await shutdown.wait(on: loop)
                await server.drain(within: .seconds(5))
            }
            signals?.close()
        } catch {
            print("wirebench: \(error)")
            exit(1)
        }
    }

    nonisolated static func routes() -> Router {
        let router = Router()
        let hello = Array("Hello, World!".utf8)
        let big = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        router.on(.get, "/plaintext") { _ in .bytes(hello, contentType: "text/plain") }
        router.on(.get, "/json") { _ in
            .json { json in
                json.beginObject()
                json.field("message", "Hello, World!")
                json.endObject()
            }
        }
        router.on(.post, "/echo-json") { request in
            let value = try request.json()
            return .json { $0.value(value) }
        }
        router.on(.get, "/big") { _ in .bytes(big, contentType: "application/octet-stream") }
        router.on(.get, "/ws/echo") { request in
            try WebSocketUpgrade.accept(request, subprotocols: []) { session in
                session.onMessage = { session, message in
                    switch message {
                    case .text(let text): session.send(text: text)
                    case .binary(let bytes): session.send(binary: bytes)
                    }
                }
            }
        }
        return router
    }

    struct Options: Sendable {
        var host = "127.0.0.1"
        var port: UInt16 = 8080
        var loops = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        var maxBody: Int?
        var maxMessage: Int?
        var isHelp = false

        /// False when usage shall be printed.
        mutating func parse(_ arguments: ArraySlice<String>) -> Bool {
            var rest = arguments
            while let option = rest.popFirst() {
                if option == "--help" || option == "-h" {
                    isHelp = true
                    return false
                }
                guard let value = rest.popFirst() else { return false }
                switch (option, Int(value)) {
                case ("--host", _): host = value
                case ("--port", let number?) where 0...65_535 ~= number: port = UInt16(number)
                case ("--loops", let number?) where number > 0: loops = number
                case ("--max-body", let number?) where number >= 0: maxBody = number
                case ("--max-message", let number?) where number > 0: maxMessage = number
                default: return false
                }
            }
            return true
        }
    }
}
