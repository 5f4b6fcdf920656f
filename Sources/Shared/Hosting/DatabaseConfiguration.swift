package import CoreHTTP
import Postgres
package import ServiceRuntime

/// The settings of a daemon's own database.
package struct DatabaseConfiguration: Sendable {
    package let name: ConfigurationKey<String>
    package let user: ConfigurationKey<String>
    package let migrations: ConfigurationKey<String>

    package static let host = ConfigurationKey<String>(
        "DB_HOST", default: "localhost", help: "Name or address of the PostgreSQL server.")
    package static let port = ConfigurationKey("DB_PORT", default: 5432, range: 1...65_535, help: "Port of the PostgreSQL server.")
    package static let password = ConfigurationKey<Secret>(password: "DB_PASSWORD", help: "Password of DB_USER.").optional
    package static let sslMode = ConfigurationKey<String>(
        "DB_SSLMODE", default: "prefer", oneOf: ["disable", "prefer", "require", "verify-full"],
        help: "Encryption, as libpq's sslmode.")
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
        [Self.host, Self.port, name, user, Self.password, Self.sslMode, Self.poolMax, Self.queryTimeout, migrations]
    }

    package func settings(from configuration: Configuration, daemon: DaemonSettings) -> DatabaseSettings {
        var postgres = PostgresConfiguration(
            host: configuration[Self.host], port: UInt16(configuration[Self.port]), database: configuration[name],
            user: configuration[user],
            password: configuration[Self.password].map { String(decoding: $0.bytes, as: UTF8.self) } ?? "",
            applicationName: daemon.name)
        postgres.tls = PostgresConfiguration.TLS(rawValue: configuration[Self.sslMode]) ?? .prefer
        postgres.queryTimeout = configuration[Self.queryTimeout]
        return DatabaseSettings(
            postgres: postgres, connections: max(1, configuration[Self.poolMax] / daemon.loops),
            migrations: configuration[migrations])
    }
}
