import CoreHTTP
import Hosting
import Postgres
import Reactor
import ServiceRuntime
import Testing

@Suite("Database settings") struct DatabaseConfigurationTests {
    private let keys = DatabaseConfiguration(service: "auth")

    private func settings(_ environment: [String: String], loops: Int = 4) throws -> DatabaseSettings {
        let daemon = DaemonSettings(
            name: "auth", loops: loops, server: ServerConfiguration(address: SocketAddress(.v4(0), port: 0)))
        return keys.settings(from: try ConfigurationReader(environment: environment).read(keys.keys), daemon: daemon)
    }

    @Test("unset, a service has a database of its name on this machine, and twenty connections over all loops")
    func defaults() throws {
        let settings = try settings([:])
        #expect(settings.postgres.description == "postgres://auth@localhost:5432/auth_db")
        #expect(settings.postgres.applicationName == "auth" && settings.postgres.password == "")
        #expect(settings.connections == 5 && settings.migrations == "sql/auth")
    }

    @Test("set, it is where the settings say; a loop is never without a connection")
    func given() throws {
        let settings = try settings(
            [
                "DB_HOST": "db", "DB_PORT": "6000", "DB_NAME": "n", "DB_USER": "u", "DB_PASSWORD": "p", "DB_SSLMODE": "require",
                "DB_POOL_MAX": "3",
            ])
        #expect(settings.postgres.description == "postgres://u@db:6000/n")
        #expect(settings.postgres.password == "p" && settings.postgres.tls == .require)
        #expect(settings.connections == 1)
    }
}
