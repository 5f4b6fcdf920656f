/// What happens to connections, for the log and for metrics. Handlers run on the loop, inside the client: they must not call it back.
package enum PostgresEvent: Sendable {
    /// A connection was made; the server's process id.
    case connected(backend: Int32)
    case connectFailed(PostgresError, retryAfter: Duration)
    /// A connection ended with `inFlight` statements unanswered.
    case lost(backend: Int32, Loss, inFlight: Int)
    /// A notice or warning of the server.
    case notice(ServerError)

    /// Why a connection ended.
    package enum Loss: Sendable, Equatable {
        /// We closed it.
        case closed
        /// A statement was not answered in time.
        case timeout
        /// The server ended it, with this error.
        case server(ServerError)
        /// The socket broke; libpq's message.
        case broken(String)
        /// The server answered what was not asked.
        case protocolViolation
        /// The server takes no more writes, and another one is expected to.
        case readOnly
        /// A transaction was left in a state that is not known.
        case inDoubt
    }
}
