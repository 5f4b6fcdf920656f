/// Why we close a live socket (RFC 6455 section 7.4). To a WebSocket the server says 1001 by itself; a peer that does not read is
/// closed with 1013 by the session.
enum SocketEnd {
    /// The daemon ends: connect again, a little later than everybody else.
    case goingAway
    /// A message that no client of ours sends.
    case misuse
    /// The database is away, or there are too many sockets: connect again in a while.
    case tryAgain
    /// The access token has expired: refresh it, then connect again.
    case expired
    /// The session has been ended: sign in again.
    case revoked

    var code: UInt16 {
        switch self {
        case .goingAway: 1001
        case .misuse: 1008
        case .tryAgain: 1013
        case .expired: 4408
        case .revoked: 4401
        }
    }

    var reason: String {
        switch self {
        case .goingAway: "going away"
        case .misuse: "not a message of notifications.v1"
        case .tryAgain: "try again later"
        case .expired: "access token expired"
        case .revoked: "session ended"
        }
    }
}
