import Access
import Basics
import Contracts
import CoreHTTP
import OpenSSL
import Reactor
import Redis

/// Tickets for the live socket, for clients that can send neither a cookie nor a header with the handshake. A ticket stands in the URL,
/// where logs may see it: it can be used once, within 30 s, and Redis has only its digest. Confined to its loop.
struct Tickets {
    static let lifetimeSeconds = 30
    private static let bytes = 32

    let redis: RedisClient
    let names: RedisNames
    let revoked: RevokedSessions
    let now: () -> Instant

    /// A ticket for a socket of this person, which ends when the token does. Throws 503 `store_unavailable`.
    func issue(to person: Principal) async throws(Problem) -> String {
        let ticket = Base64URL.encode(RandomBytes.generate(Self.bytes))
        do throws(RedisError) {
            _ = try await redis.command(
                "SET", .text(key(of: ticket)), .bytes(person.ticketContent), "EX", .integer(Self.lifetimeSeconds))
        } catch {
            throw Self.unavailable
        }
        return ticket
    }

    /// Whose ticket it is; it cannot be used again. Throws 401 `unauthenticated`, `token_expired`, `session_revoked`, 503
    /// `store_unavailable`.
    func redeem(_ ticket: String) async throws(Problem) -> Principal {
        let content: RedisValue
        do throws(RedisError) {
            content = try await redis.command("GETDEL", .text(key(of: ticket)))
        } catch {
            throw Self.unavailable
        }
        guard let person = content.bytes.flatMap({ Principal(ticketContent: $0) }) else {
            throw Problem(.unauthenticated, "The ticket is not one of ours, was used before, or is older than 30 seconds.")
                .with(field: "WWW-Authenticate", "Bearer")
        }
        guard now() < person.expiresAt.adding(seconds: AccessTokens.clockSkewSeconds) else {
            throw Problem(.tokenExpired, "The access token behind the ticket has expired; refresh it.")
                .with(field: "WWW-Authenticate", #"Bearer error="invalid_token""#)
        }
        guard !revoked.contains(person.sessionID) else { throw Authenticator.sessionRevoked }
        return person
    }

    private func key(of ticket: String) -> String { names.ticket(Base64URL.encode(SHA256.hash(Array(ticket.utf8)))) }

    private static var unavailable: Problem {
        Problem(.storeUnavailable, "Tickets cannot be kept at the moment; try again.").with(field: "Retry-After", "1")
    }
}

extension Principal {
    /// `{userId, role, name, sessionId, expiresAt}`, the latter in seconds.
    fileprivate var ticketContent: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.field("userId", userID)
        json.field("role", role.rawValue)
        json.field("name", name)
        json.field("sessionId", sessionID)
        json.field("expiresAt", expiresAt.seconds)
        json.endObject()
        return json.finish()
    }

    fileprivate init?(ticketContent: [UInt8]) {
        guard let json = try? JSONReader.parse(ticketContent), let user = json["userId"]?.text.flatMap(UserID.init),
            let role = json["role"]?.text.flatMap(Role.init(rawValue:)), let name = json["name"]?.text,
            let session = json["sessionId"]?.text.flatMap(SessionID.init), let end = json["expiresAt"]?.integer
        else { return nil }
        self.init(userID: user, role: role, name: name, sessionID: session, expiresAt: Instant(seconds: end))
    }
}
