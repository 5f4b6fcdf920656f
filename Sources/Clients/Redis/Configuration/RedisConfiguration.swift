package import OpenSSL

/// Where Redis is, who we are there, and the bounds of one connection. Its description leaves the password out.
package struct RedisConfiguration: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A name or a numeric address; not used with `sentinels`.
    package var host: String
    package var port: UInt16
    /// The ACL user; nil authenticates as the default user, or not at all without a password.
    package var username: String?
    package var password: String?
    /// Encrypted, and the server's certificate verified, when there; all nil trusts the system's authorities. The files are read for each
    /// connection, so that renewed ones count without a restart.
    package var tls: TLSFiles?
    /// The Sentinels that say where the server is by now; they are spoken to as the server is, with TLS or without.
    package var sentinels: RedisSentinels?
    /// The database selected after connecting; Pub/Sub channels are the same in all of them.
    package var database = 0
    /// The connection's name in CLIENT LIST; no spaces.
    package var clientName: String?
    /// For looking the host up, connecting and TLS together. Asking the Sentinels, before that, may take as long again.
    package var connectTimeout = Duration.seconds(2)
    /// From a command's sending to its answer. A command that takes longer costs the connection, since answers come in order.
    package var commandTimeout = Duration.seconds(1)
    /// A connection that has been silent this long is sent a PING.
    package var keepAlive = Duration.seconds(5)
    /// The first pause before connecting again; doubles up to `maxBackoff`, half of it at random.
    package var minBackoff = Duration.milliseconds(50)
    package var maxBackoff = Duration.seconds(2)
    /// Commands sent and not answered; the next one is refused with `busy`.
    package var maxInFlight = 4096
    /// Bytes queued and not yet taken by the kernel; a command that does not fit is refused with `busy`.
    package var maxOutputBytes = 4 << 20
    /// A larger answer costs the connection.
    package var maxReplyBytes = 8 << 20
    /// Channels one subscriber may want.
    package var maxChannels = 100_000

    package init(host: String, port: UInt16 = 6379, username: String? = nil, password: String? = nil) {
        self.host = host
        self.port = port
        self.username = username
        self.password = password
    }

    package var description: String {
        let scheme = tls == nil ? "redis" : "rediss"
        guard let sentinels else { return "\(scheme)://\(host):\(port)/\(database)" }
        return
            "\(scheme)+sentinel://\(sentinels.addresses.map(\.description).joined(separator: ","))/\(sentinels.master)/\(database)"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
