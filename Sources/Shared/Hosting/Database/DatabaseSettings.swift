package import Postgres

/// A daemon's own database, as its settings describe it.
package struct DatabaseSettings: Sendable {
    package var postgres: PostgresConfiguration
    /// Servers that follow that one, for lists.
    package var standbys: PostgresConfiguration?
    /// Connections of each loop to the primary, and as many to the standbys.
    package var connections: Int
    package var migrations: String

    package init(postgres: PostgresConfiguration, standbys: PostgresConfiguration? = nil, connections: Int, migrations: String) {
        self.postgres = postgres
        self.standbys = standbys
        self.connections = connections
        self.migrations = migrations
    }
}
