/// Where the database is and what the client allows itself. Prints without the password.
package struct PostgresConfiguration: Sendable, CustomStringConvertible, CustomReflectable {
    /// What libpq calls sslmode.
    package enum TLS: String, Sendable, CaseIterable {
        /// Never encrypted.
        case disable
        /// Encrypted when the server can; no protection from whoever sits in between.
        case prefer
        /// Encrypted or not at all; the certificate is not verified.
        case require
        /// Encrypted, the certificate signed by a known authority, whoever it is made out to.
        case verifyCA = "verify-ca"
        /// Encrypted, the certificate signed by a known authority and made out to the server's host.
        case verifyFull = "verify-full"
    }

    /// Which of several servers is wanted.
    package enum Role: Sendable {
        /// The one that takes writes, whichever it is by now.
        case primary
        /// One that follows another; each connection begins its search at any of them.
        case standby
    }

    /// At least one. A single one with the role `primary` is taken as it is.
    package var servers: [PostgresServer]
    package var role = Role.primary
    package var database: String
    package var user: String
    package var password: String
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    package var tls = TLS.prefer
    /// PEM files: by whom the server's certificate must be signed, our own certificate, and its key. Nil leaves libpq's defaults.
    package var authority: String?
    package var certificate: String?
    package var key: String?
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
        self.init(
            servers: [PostgresServer(host: host, port: port)], database: database, user: user, password: password,
            applicationName: applicationName)
    }

    package init(
        servers: [PostgresServer], database: String, user: String, password: String, applicationName: String = "clinic"
    ) {
        precondition(!servers.isEmpty)
        self.servers = servers
        self.database = database
        self.user = user
        self.password = password
        self.applicationName = applicationName
    }

    /// The same for a session that holds something, a lock or a lead: the server ends one that has asked nothing for a minute, since what
    /// it holds would otherwise be held for as long as its process hangs.
    package var forHolder: PostgresConfiguration {
        var holder = self
        holder.parameters.merge(["idle_session_timeout": "60s"]) { own, _ in own }
        return holder
    }

    /// Whether the one of several servers that takes writes is wanted.
    var failsOver: Bool { role == .primary && servers.count > 1 }

    /// What libpq calls target_session_attrs.
    var target: String { role == .standby ? "standby" : failsOver ? "read-write" : "any" }

    package var description: String { "postgres://\(user)@\(servers.map(\.description).joined(separator: ","))/\(database)" }
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}

/// Where one PostgreSQL server is.
package struct PostgresServer: Sendable, Equatable, CustomStringConvertible {
    /// A name or a numeric address. Names go through the Resolver before each connection is made.
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16 = 5432) {
        self.host = host
        self.port = port
    }

    package var description: String { "\(host):\(port)" }
}
