import Reactor

/// How a connection came to its end.
enum ConnectionEnding: Equatable {
    /// We closed it.
    case closed
    /// Redis closed it: shut down, CLIENT KILL, or its output buffer limit.
    case endOfStream
    /// The oldest command, or a sign of life, had no answer in time.
    case timeout
    case protocolViolation
    /// Redis refused something this connection cannot go on without.
    case refused(String)
    case socket(SystemError)
}
