import HTTPWire
import Testing
import WireSupport

@Suite("The WebSocket opening handshake, RFC 6455 section 4")
struct WebSocketHandshakeTests {
    private static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    /// The digest of the RFC's example in section 1.3.
    private static let digest: [UInt8] = [
        0xB3, 0x7A, 0x4F, 0x2C, 0xC0, 0x62, 0x4F, 0x16, 0x90, 0xF6, 0x46, 0x06, 0xCF, 0x38, 0x59, 0x45, 0xB2, 0xBE, 0xC4, 0xEA,
    ]

    private func sha1(_ input: [UInt8]) -> [UInt8] {
        #expect(input == octets(Self.key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
        return Self.digest
    }

    private func accept(_ changes: [(String, String?)] = [], method: HTTPMethod = .get, ours: [String] = [])
        -> WebSocketHandshake.Decision
    {
        var fields: HTTPFields = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": Self.key, "Sec-WebSocket-Version": "13",
        ]
        for (name, value) in changes {
            if let value { fields.set(name, value) } else { fields.remove(name) }
        }
        return WebSocketHandshake.accept(RequestHead(method: method, path: "/ws", fields: fields), subprotocols: ours, sha1: sha1)
    }

    private func refusal(_ decision: WebSocketHandshake.Decision) -> String? {
        guard case .refused(let refusal, let fields) = decision else { return nil }
        if refusal.status == .upgradeRequired {
            #expect(fields["sec-websocket-version"] == "13")
            #expect(fields["upgrade"] == "websocket")
        }
        return "\(refusal.status.code) \(refusal.rawValue)"
    }

    @Test("the RFC's example")
    func example() {
        let fields: HTTPFields = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        ]
        #expect(accept() == .accepted(fields: fields, subprotocol: nil))
        #expect(accept([("Connection", "keep-alive, UPGRADE"), ("Upgrade", "h2c, WebSocket")]) == accept())
        #expect(accept([("Sec-WebSocket-Extensions", "permessage-deflate")]) == accept())
        #expect(accept([("Content-Length", "0")]) == accept())
    }

    @Test("the first of the client's subprotocols that is ours")
    func subprotocols() {
        func chosen(_ offered: String?, _ ours: [String]) -> String? {
            guard case .accepted(let fields, let chosen) = accept([("Sec-WebSocket-Protocol", offered)], ours: ours) else {
                return "refused"
            }
            #expect(fields["sec-websocket-protocol"] == chosen)
            return chosen
        }
        #expect(chosen("a, b", ["b", "a"]) == "a")
        #expect(chosen("x ,b", ["a", "b"]) == "b")
        #expect(chosen("x", ["a"]) == nil)
        #expect(chosen(nil, ["a"]) == nil)
        #expect(chosen("A", ["a"]) == nil)
        #expect(chosen("a, a", ["a"]) == "refused")
        // Empty elements count for nothing (RFC 9110 section 5.6.1).
        #expect(chosen("a,,b", ["b"]) == "b")
        #expect(chosen("a b", ["a"]) == "refused")
    }

    @Test("refusals")
    func refusals() {
        #expect(refusal(accept(method: .post)) == "405 method_not_allowed")
        #expect(refusal(accept([("Upgrade", nil)])) == "426 upgrade_required")
        #expect(refusal(accept([("Upgrade", "h2c")])) == "426 upgrade_required")
        #expect(refusal(accept([("Connection", "keep-alive")])) == "426 upgrade_required")
        #expect(refusal(accept([("Sec-WebSocket-Version", "8")])) == "426 unsupported_websocket_version")
        #expect(refusal(accept([("Sec-WebSocket-Version", nil)])) == "426 unsupported_websocket_version")
        #expect(refusal(accept([("Sec-WebSocket-Version", "13, 8")])) == "426 unsupported_websocket_version")
        #expect(refusal(accept([("Content-Length", "1")])) == "400 handshake_with_content")
        for key in [
            nil, "", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZQ= ",
            "dGhlIHNhbXBsZSBub25jZS4=", "*GhlIHNhbXBsZSBub25jZQ==",
        ] {
            #expect(refusal(accept([("Sec-WebSocket-Key", key)])) == "400 invalid_websocket_key")
        }
    }

    @Test("two keys, and HTTP/1.0")
    func oddities() throws {
        let fields = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \(Self.key)\r\n"
        let twice = try head("GET / HTTP/1.1\r\nHost: a\r\n\(fields)Sec-WebSocket-Key: \(Self.key)\r\n\r\n")
        #expect(refusal(WebSocketHandshake.accept(twice, subprotocols: [], sha1: sha1)) == "400 invalid_websocket_key")
        let old = try head("GET / HTTP/1.0\r\nHost: a\r\n\(fields)\r\n")
        #expect(refusal(WebSocketHandshake.accept(old, subprotocols: [], sha1: sha1)) == "426 upgrade_required")
    }
}
