import CoreHTTP
import HTTPWire
import Reactor

/// Where somebody signs in from, for the list of sessions, and in which request.
struct Device: Sendable {
    static let userAgentLimit = 512

    /// `User-Agent`, cut to what its column takes.
    let userAgent: String?
    /// The peer's IP address.
    let address: String
    /// Nil for what is read from the database.
    let trace: TraceContext?

    init(userAgent: String?, address: String, trace: TraceContext? = nil) {
        self.userAgent = userAgent.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(Self.userAgentLimit))) }
        self.address = address
        self.trace = trace
    }

    init(_ request: Request) {
        self.init(userAgent: request.field(.userAgent), address: request.peer.hostText, trace: request.trace)
    }
}
