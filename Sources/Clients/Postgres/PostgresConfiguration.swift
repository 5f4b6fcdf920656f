/// Where the database is and what the client allows itself. Prints without the password.
package struct PostgresConfiguration: Sendable, CustomStringConvertible, CustomReflectable {
    /// What libpq calls sslmode.
    package enum TLS: String, Sendable {
        /// Never encrypted.
        case disable
        /// Encrypted when the server can; no protection from whoever sits in between.
        case prefer
        /// Encrypted or not at all; the certificate is not verified.
        case require
        /// Encrypted, the certificate signed by a known authority and made out to `host`.
        case verifyFull = "verify-full"
    }

    /// A name or a numeric address. Names go through the Resolver before each connection is made.
    package var host: String
    package var port: UInt16
    package var database: String
    package var user: String
    package var password: String
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    package var tls = TLS.prefer
    /// The schemas that unqualified names are looked up in; nil leaves the database's default.
    package var searchPath: String?
    /// Run-time parameters that each session begins with, beside the client's own.
    package var parameters: [String: String] = [:]

    /// From the first packet until the server is ready for queries.
    package var connectTimeout: Duration = .seconds(5)
    /// For a statement that names no limit of its own; counts from the call, waiting for a connection included.
    package var queryTimeout: Duration = .seconds(5)
    /// Statements sent on one connection and not yet answered.
    package var maxInFlight = 256
    /// Statements and transactions that wait because every connection of the pool is full or taken; one more is refused as `busy`.
    package var maxWaiting = 1_024

    package init(
        host: String, port: UInt16 = 5432, database: String, user: String, password: String, applicationName: String = "clinic"
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.applicationName = applicationName
    }

    package var description: String { "postgres://\(user)@\(host):\(port)/\(database)" }
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
