/// The opening handshake (RFC 6455 section 4), as decisions without I/O. SHA-1 is an argument because this module imports nothing.
package enum WebSocketHandshake {
    package enum Decision: Sendable, Equatable {
        /// Answer 101 with these fields; from then on both sides speak frames.
        case accepted(fields: HTTPFields, subprotocol: String?)
        /// Answer this status; `code` is a stable name for the problem.
        case refused(HTTPStatus, code: String, fields: HTTPFields)
    }

    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let version = "13"

    /// The server's side, section 4.2. Of the subprotocols the client offers the first that is among ours is chosen; without one
    /// the connection is accepted without subprotocol. Extensions are never accepted. Origin and authentication are the caller's to
    /// check.
    package static func accept(_ head: RequestHead, subprotocols: [String], sha1: ([UInt8]) -> [UInt8]) -> Decision {
        guard head.method == .get else {
            return .refused(.methodNotAllowed, code: "method_not_allowed", fields: ["Allow": "GET"])
        }
        guard head.version == .http11, head.hasToken("upgrade", in: "connection"), head.hasToken("websocket", in: "upgrade") else {
            return .refused(
                .upgradeRequired, code: "upgrade_required",
                fields: ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": version])
        }
        guard head.framing == .none || head.framing == .length(0) else {
            return .refused(.badRequest, code: "handshake_with_content", fields: [:])
        }
        guard head.fields("sec-websocket-version") == [version] else {
            return .refused(
                .upgradeRequired, code: "unsupported_websocket_version",
                fields: ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": version])
        }
        let keys = head.fields("sec-websocket-key")
        guard let key = keys.first, keys.count == 1, Base64.isSixteenOctets(key.utf8.span) else {
            return .refused(.badRequest, code: "invalid_websocket_key", fields: [:])
        }
        guard let offered = offeredSubprotocols(head) else {
            return .refused(.badRequest, code: "invalid_subprotocols", fields: [:])
        }
        let chosen = offered.first { subprotocols.contains($0) }
        var fields: HTTPFields = ["Upgrade": "websocket", "Connection": "Upgrade"]
        fields.append("Sec-WebSocket-Accept", acceptValue(key: key, sha1: sha1))
        if let chosen { fields.append("Sec-WebSocket-Protocol", chosen) }
        return .accepted(fields: fields, subprotocol: chosen)
    }

    /// The fields of a client's request, section 4.1. `nonce` is sixteen random octets.
    package static func request(nonce: [UInt8], subprotocols: [String]) -> HTTPFields {
        precondition(nonce.count == 16, "the key is sixteen octets")
        var fields: HTTPFields = ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": version]
        fields.append("Sec-WebSocket-Key", Base64.encode(nonce))
        if !subprotocols.isEmpty { fields.append("Sec-WebSocket-Protocol", subprotocols.joined(separator: ", ")) }
        return fields
    }

    /// Whether a server's answer completes the handshake that was begun with `nonce`.
    package static func isAccepted(
        _ response: ResponseHead, nonce: [UInt8], subprotocols: [String], sha1: ([UInt8]) -> [UInt8]
    ) -> Bool {
        let fields = response.fields
        return response.status == .switchingProtocols
            && HTTPFields.same(fields["upgrade"] ?? "", "websocket")
            && fields.all("connection").contains { $0.split(separator: ",").contains { HTTPFields.same(trimmed($0), "upgrade") } }
            && fields.all("sec-websocket-accept") == [acceptValue(key: Base64.encode(nonce), sha1: sha1)]
            && fields["sec-websocket-extensions"] == nil
            && fields.all("sec-websocket-protocol").allSatisfy(subprotocols.contains)
    }

    /// `Sec-WebSocket-Accept` for a key.
    static func acceptValue(key: String, sha1: ([UInt8]) -> [UInt8]) -> String {
        Base64.encode(sha1(Array((key + guid).utf8)))
    }

    /// The client's subprotocols in its order of preference; nil when one is no token or is there twice.
    private static func offeredSubprotocols(_ head: RequestHead) -> [String]? {
        var offered: [String] = []
        for line in head.fields("sec-websocket-protocol") {
            for element in line.split(separator: ",", omittingEmptySubsequences: false) {
                let name = trimmed(element)
                guard HTTPFields.isName(name), !offered.contains(name) else { return nil }
                offered.append(name)
            }
        }
        return offered
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
