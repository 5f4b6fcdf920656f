/// The Sentinels that watch a Redis, and what they call it. Each new connection asks one of them who the master is.
package struct RedisSentinels: Sendable, Equatable {
    package struct Address: Sendable, Equatable, CustomStringConvertible {
        /// A name or a numeric address.
        package let host: String
        package let port: UInt16

        package init(host: String, port: UInt16 = 26_379) {
            self.host = host
            self.port = port
        }

        package var description: String { "\(host):\(port)" }
    }

    /// At least one; they are asked in turn, beginning with another one each time.
    package var addresses: [Address]
    package var master: String
    /// Who we are to the Sentinels themselves; nil asks them without a password.
    package var username: String?
    package var password: String?

    package init(_ addresses: [Address], master: String, username: String? = nil, password: String? = nil) {
        precondition(!addresses.isEmpty)
        self.addresses = addresses
        self.master = master
        self.username = username
        self.password = password
    }
}
