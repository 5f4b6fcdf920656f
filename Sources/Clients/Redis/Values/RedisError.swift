/// Why a command has no answer. None of these is retried here: the caller knows whether doing it twice would hurt.
package enum RedisError: Error, Sendable, Equatable {
    /// Not connected now. Told at once; nothing was sent.
    case unavailable
    /// `maxInFlight` or `maxOutputBytes` is reached, or a subscriber has `maxChannels`. Nothing was sent.
    case busy
    /// The command alone is larger than `maxOutputBytes`.
    case commandTooLarge(bytes: Int, limit: Int)
    /// No answer within `commandTimeout`; the command may have run or may still run.
    case timeout
    /// The connection ended first. False when Redis cannot have received the whole command.
    case connectionLost(mayHaveRun: Bool)
    /// Redis refused the command; its message begins with a code such as `WRONGTYPE`.
    case server(String)
    /// The answer was not RESP2, exceeded `maxReplyBytes`, or answered nothing we had asked.
    case protocolViolation
    /// The channel was given up by `unsubscribe` before Redis had confirmed it.
    case unsubscribed

    /// The first word of the server's message.
    package var serverCode: Substring? {
        guard case .server(let message) = self else { return nil }
        return message.prefix { $0 != " " }
    }
}
