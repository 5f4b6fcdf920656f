/// What a client or subscriber has done since it was made; each number only grows. For metrics.
package struct RedisCounters: Sendable, Equatable {
    /// Commands sent, posts included; a SUBSCRIBE of many channels is one.
    package var commands = 0
    /// Answers that were errors of the server.
    package var serverErrors = 0
    /// Connections given up because an answer did not come in time.
    package var timeouts = 0
    /// Commands refused because there was no connection.
    package var unavailable = 0
    /// Commands refused because a limit was reached.
    package var busy = 0
    /// Posts that were dropped, refused by Redis, or lost with their connection.
    package var lostPosts = 0
    /// Messages a subscriber has delivered.
    package var messages = 0
    /// Connections that became usable.
    package var connects = 0
    /// Attempts to connect that failed.
    package var failedConnects = 0
    /// Usable connections that ended without being closed here.
    package var losses = 0
    /// System calls that sent something.
    package var writes = 0
    package var bytesSent = 0
    package var bytesReceived = 0
}

/// The counters a client shares with its connections. Confined to their loop.
final class Tally {
    var counters = RedisCounters()
}
