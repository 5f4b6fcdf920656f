import Basics

/// The opening handshake (RFC 6455 section 4), as decisions without I/O. SHA-1 is an argument because this module imports nothing.
package enum WebSocketHandshake {
    package enum Decision: Sendable, Equatable {
        /// Answer 101 with these fields; from then on both sides speak frames.
        case accepted(fields: HTTPFields, subprotocol: String?)
        /// Answer its status and these fields.
        case refused(Refusal, fields: HTTPFields)
    }

    /// Why a handshake is refused; the raw value is a stable name for clients and logs.
    package enum Refusal: String, Sendable, CaseIterable {
        case methodNotAllowed = "method_not_allowed"
        case upgradeRequired = "upgrade_required"
        case unsupportedVersion = "unsupported_websocket_version"
        case content = "handshake_with_content"
        case invalidKey = "invalid_websocket_key"
        case invalidSubprotocols = "invalid_subprotocols"

        package var status: HTTPStatus {
            switch self {
            case .methodNotAllowed: .methodNotAllowed
            case .upgradeRequired, .unsupportedVersion: .upgradeRequired
            case .content, .invalidKey, .invalidSubprotocols: .badRequest
            }
        }
    }

    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let version = "13"

    /// The server's side, section 4.2. Chooses the first of the client's subprotocols that we speak, or none. Extensions are never
    /// accepted. The caller checks Origin and authentication.
    package static func accept(_ head: RequestHead, subprotocols: [String], sha1: ([UInt8]) -> [UInt8]) -> Decision {
        guard head.method == .get else {
            return .refused(.methodNotAllowed, fields: ["Allow": "GET"])
        }
        guard head.version == .http11, head.hasToken("upgrade", in: "connection"), head.hasToken("websocket", in: "upgrade") else {
            return .refused(
                .upgradeRequired,
                fields: ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": version])
        }
        guard head.framing == .none || head.framing == .length(0) else {
            return .refused(.content, fields: [:])
        }
        guard head.fields("sec-websocket-version") == [version] else {
            return .refused(
                .unsupportedVersion,
                fields: ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": version])
        }
        let keys = head.fields("sec-websocket-key")
        guard let key = keys.first, keys.count == 1, Base64.decode(key)?.count == 16 else {
            return .refused(.invalidKey, fields: [:])
        }
        guard let offered = offeredSubprotocols(head) else {
            return .refused(.invalidSubprotocols, fields: [:])
        }
        let chosen = offered.first { subprotocols.contains($0) }
        var fields: HTTPFields = ["Upgrade": "websocket", "Connection": "Upgrade"]
        fields.append("Sec-WebSocket-Accept", acceptValue(key: key, sha1: sha1))
        if let chosen { fields.append("Sec-WebSocket-Protocol", chosen) }
        return .accepted(fields: fields, subprotocol: chosen)
    }

    /// `Sec-WebSocket-Accept` for a key.
    static func acceptValue(key: String, sha1: ([UInt8]) -> [UInt8]) -> String {
        Base64.encode(sha1(Array((key + guid).utf8)))
    }

    /// The client's subprotocols in its order of preference; nil when one is no token or is there twice.
    private static func offeredSubprotocols(_ head: RequestHead) -> [String]? {
        var offered: [String] = []
        for name in head.list(.secWebSocketProtocol) ?? [] {
            guard HTTPFields.isName(name), !offered.contains(name) else { return nil }
            offered.append(name)
        }
        return offered
    }
}
