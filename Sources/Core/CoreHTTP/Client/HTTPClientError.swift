import Reactor

/// Why a request to another service has no answer.
package enum HTTPClientError: Error, Sendable, Equatable {
    /// No connection could be made: the service is down or its name is unknown.
    case unreachable
    /// All connections are busy and the queue is full.
    case busy
    /// The whole answer had not arrived by the deadline.
    case timeout
    /// The connection broke; the request may have been carried out.
    case connectionLost
    /// The answer broke the protocol or a limit.
    case protocolViolation
}
