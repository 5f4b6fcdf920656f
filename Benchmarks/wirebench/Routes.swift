import CoreHTTP
import HTTPWire

extension Router {
    /// The routes of one loop.
    static func wireBench(_ hub: PushHub) -> Router {
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
        router.on(.get, "/ws/push") { try hub.open($0) }
        router.on(.post, "/push") { request in .text("\(hub.push(String(decoding: request.body, as: UTF8.self)))\n") }
        return router
    }
}
