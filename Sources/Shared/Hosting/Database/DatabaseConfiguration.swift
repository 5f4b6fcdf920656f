package import CoreHTTP
import OpenSSL
import Postgres
package import ServiceRuntime

/// The settings of a daemon's own database.
package struct DatabaseConfiguration: Sendable {
    package let name: ConfigurationKey<String>
    package let user: ConfigurationKey<String>
    package let migrations: ConfigurationKey<String>

    package static let servers = ConfigurationKey(
        servers: "DB_HOST", default: [DatabaseServer(host: "localhost", port: nil)],
        help: "The PostgreSQL server, or several with commas of which the one that takes writes is used.")
    package static let standbys = ConfigurationKey(
        servers: "DB_READ_HOSTS", default: nil,
        help: "Standbys of it, from which the lists and figures of admins are read while they keep up."
    ).optional
    package static let port = ConfigurationKey(
        "DB_PORT", default: 5432, range: 1...65_535, help: "Port of the servers in DB_HOST and DB_READ_HOSTS that name none.")
    package static let password = ConfigurationKey<Secret>(password: "DB_PASSWORD", help: "Password of DB_USER.").optional
    package static let sslMode = ConfigurationKey<String>(
        "DB_SSLMODE", default: "prefer", oneOf: PostgresConfiguration.TLS.allCases.map(\.rawValue),
        help: "Encryption, as libpq's sslmode.")
    package static let authority = ConfigurationKey<String>(
        file: "DB_SSL_ROOT_CERT",
        help: "Certificates by which the server is trusted; PEM. For DB_SSLMODE verify-ca and verify-full."
    ).optional
    package static let certificate = ConfigurationKey<String>(
        file: "DB_SSL_CERT", help: "The certificate that we show the server, its chain behind it; PEM."
    ).optional
    package static let key = ConfigurationKey<String>(
        file: "DB_SSL_KEY", help: "The private key of that certificate; PEM, for nobody else to read."
    ).optional
    package static let poolMax = ConfigurationKey(
        "DB_POOL_MAX", default: 20, range: 1...1_000, help: "Connections, over all loops; every loop has at least one.")
    package static let queryTimeout = ConfigurationKey(
        "DB_QUERY_TIMEOUT", default: .seconds(5), range: .milliseconds(10)...(.seconds(600)),
        help: "For one statement, waiting for a connection included; then the request is answered 503.")

    /// `service`: `auth` has the database `auth_db`, its user `auth` and its migrations in `sql/auth`.
    package init(service: String) {
        name = ConfigurationKey("DB_NAME", default: "\(service)_db", help: "Name of the database.")
        user = ConfigurationKey("DB_USER", default: service, help: "Role that owns the database.")
        migrations = ConfigurationKey(
            "MIGRATIONS_DIR", default: "sql/\(service)", help: "Folder of the migrations, which are applied at start.")
    }

    package var keys: [any AnyConfigurationKey] {
        [
            Self.servers, Self.standbys, Self.port, name, user, Self.password, Self.sslMode, Self.authority, Self.certificate,
            Self.key,
            Self.poolMax,
            Self.queryTimeout, migrations,
        ]
    }

    package var rules: [ConfigurationRule] {
        [
            .readable(migrations),
            ConfigurationRule([Self.sslMode, Self.authority, Self.certificate, Self.key]) { configuration in
                let files = [Self.authority, Self.certificate, Self.key]
                if configuration[Self.sslMode] == PostgresConfiguration.TLS.disable.rawValue {
                    return files.filter { configuration[$0] != nil }.map {
                        "\($0.name) is set, but DB_SSLMODE is disable: nothing is encrypted"
                    }
                }
                return Self.files(configuration).problems(named: (files[0].name, files[1].name, files[2].name))
            },
        ]
    }

    private static func files(_ configuration: Configuration) -> TLSFiles {
        TLSFiles(authority: configuration[authority], certificate: configuration[certificate], key: configuration[key])
    }

    package func settings(from configuration: Configuration, daemon: DaemonSettings) -> DatabaseSettings {
        let addressed = { (servers: [DatabaseServer]) in
            servers.map { PostgresServer(host: $0.host, port: UInt16($0.port ?? configuration[Self.port])) }
        }
        var postgres = PostgresConfiguration(
            servers: addressed(configuration[Self.servers]),
            database: configuration[name],
            user: configuration[user],
            password: configuration[Self.password].map { String(decoding: $0.bytes, as: UTF8.self) } ?? "",
            applicationName: daemon.name)
        postgres.tls = PostgresConfiguration.TLS(rawValue: configuration[Self.sslMode]) ?? .prefer
        postgres.authority = configuration[Self.authority]
        postgres.certificate = configuration[Self.certificate]
        postgres.key = configuration[Self.key]
        postgres.queryTimeout = configuration[Self.queryTimeout]
        let standbys = configuration[Self.standbys].map { servers in
            var standbys = postgres
            standbys.servers = addressed(servers)
            standbys.role = .standby
            return standbys
        }
        return DatabaseSettings(
            postgres: postgres, standbys: standbys, connections: max(1, configuration[Self.poolMax] / daemon.loops),
            migrations: configuration[migrations])
    }
}

extension ConfigurationKey where Value == [DatabaseServer] {
    fileprivate init(servers name: String, default value: Value?, help: String) {
        self.init(
            name, default: value, type: "host, or list of host:port", help: help, show: { $0.map(\.host).joined(separator: ",") }
        ) { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let servers = parts.compactMap { DatabaseServer(String($0.trimmingBlanks())) }
            return servers.count == parts.count && servers.count <= 16
                ? .value(servers) : .invalid("must be a host, or up to 16 of host:port with commas between")
        }
    }
}

/// One entry of DB_HOST.
package struct DatabaseServer: Sendable, Equatable {
    package let host: String
    /// Nil: DB_PORT.
    package let port: Int?

    package init(host: String, port: Int?) {
        self.host = host
        self.port = port
    }

    /// `host`, `host:port`, `[IPv6]:port`, or an IPv6 address.
    init?(_ text: String) {
        if text.hasPrefix("/") { return nil }
        if text.filter({ $0 == ":" }).count > 1, !text.hasPrefix("[") {
            self.init("[\(text)]")
        } else if let endpoint = HostPort(text) {
            self.init(host: endpoint.host, port: endpoint.port)
        } else if let endpoint = HostPort(text, defaultPort: 1) {
            self.init(host: endpoint.host, port: nil)
        } else {
            return nil
        }
    }
}
