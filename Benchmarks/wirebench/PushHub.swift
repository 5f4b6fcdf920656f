import Basics
import CoreHTTP
import HTTPWire
import OpenSSL

/// The sockets of one loop that wait for pushes, by user. Confined to its loop.
final class PushHub: @unchecked Sendable {  // loop-confined
    private var sockets: [String: [ObjectIdentifier: WebSocketSession]] = [:]
    private let key: HMACSHA256?

    init(secret: String?) throws { key = try secret.map { try HMACSHA256(key: Array($0.utf8)) } }

    func open(_ request: Request) throws -> Response {
        let user = try user(of: request)
        return try WebSocketUpgrade.accept(request, subprotocols: []) { [self] session in
            sockets[user, default: [:]][ObjectIdentifier(session)] = session
            session.onClose = { [unowned session] _ in
                self.sockets[user]?[ObjectIdentifier(session)] = nil
                if self.sockets[user]?.isEmpty == true { self.sockets[user] = nil }
            }
        }
    }

    /// To everybody, encoded once; how many.
    func push(_ text: String) -> Int {
        let frame = WebSocketWriter.frame(text: text)
        var count = 0
        for sessions in sockets.values {
            for session in sessions.values {
                session.send(frame: frame)
                count += 1
            }
        }
        return count
    }

    /// To the user whom the message names.
    func pushNamed(_ message: [UInt8]) {
        guard let user = try? JSONReader.parse(message)["userId"]?.text, let sessions = sockets[user] else { return }
        let frame = WebSocketWriter.frame(text: String(decoding: message, as: UTF8.self))
        for session in sessions.values { session.send(frame: frame) }
    }

    private func user(of request: Request) throws -> String {
        guard let key else { return "anybody" }
        let parts = request.cookie("accessToken")?.split(separator: ".") ?? []
        guard parts.count == 3, let tag = Base64URL.decode(String(parts[2])),
            key.isValid(tag, for: Array("\(parts[0]).\(parts[1])".utf8)),
            let payload = Base64URL.decode(String(parts[1])), let claims = try? JSONReader.parse(payload),
            let user = claims["userId"]?.text
        else { throw Problem(ProblemCode("unauthenticated", .unauthorized, "Sign in first"), "Send a token.") }
        return user
    }
}
