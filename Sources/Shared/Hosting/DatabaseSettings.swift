package import Postgres

/// A daemon's own database, as its settings describe it.
package struct DatabaseSettings: Sendable {
    package var postgres: PostgresConfiguration
    /// Of each loop.
    package var connections: Int
    package var migrations: String

    package init(postgres: PostgresConfiguration, connections: Int, migrations: String) {
        self.postgres = postgres
        self.connections = connections
        self.migrations = migrations
    }
}
