import CoreHTTP
import Hosting
import Postgres
import Reactor
import ServiceRuntime
import TestSupport
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

    @Test(
        "one host or a list, with DB_PORT for those that name none",
        arguments: [
            ("a", "a:6000"), ("a:1", "a:1"), ("a:1,b:2", "a:1,b:2"), ("a, b:2", "a:6000,b:2"), ("::1", "::1:6000"),
            ("[::1]:7,10.0.0.1", "::1:7,10.0.0.1:6000"),
        ])
    func hosts(text: String, servers: String) throws {
        let settings = try settings(["DB_HOST": text, "DB_PORT": "6000"])
        #expect(settings.postgres.description == "postgres://auth@\(servers)/auth_db")
    }

    @Test("standbys are the same database's, on other servers") func standbys() throws {
        #expect(try settings([:]).standbys == nil)
        let settings = try settings(["DB_READ_HOSTS": "a,b:2", "DB_PORT": "6000", "DB_PASSWORD": "p", "DB_SSLMODE": "require"])
        let standbys = try #require(settings.standbys)
        #expect(standbys.description == "postgres://auth@a:6000,b:2/auth_db" && standbys.role == .standby)
        #expect(standbys.password == "p" && standbys.tls == .require)
        #expect(settings.postgres.role == .primary)
        for text in ["a,", "a:0", "/run/postgresql"] { #expect(problems(["DB_READ_HOSTS": text]).count == 1) }
    }

    @Test(
        "hosts that are none are refused",
        arguments: ["a,", ",a", "a:0", "a:65536", "a:b", "a b:c", "a b", "a b,c", "/run/postgresql", "[a]"])
    func wrongHosts(text: String) { #expect(problems(["DB_HOST": text]).count == 1) }

    private func problems(_ environment: [String: String]) -> [String] {
        do throws(ConfigurationError) {
            _ = try ConfigurationReader(environment: environment).read(keys.keys, rules: keys.rules)
            return []
        } catch {
            guard case .problems(let problems) = error else { return ["\(error)"] }
            return problems
        }
    }

    @Test("certificates are read at start: those that are wrong, or do not fit together, are all named") func certificates()
        async throws
    {
        try await Certificates.use { files in
            let right = ["DB_SSL_ROOT_CERT": files.authority, "DB_SSL_CERT": files.client, "DB_SSL_KEY": files.clientKey]
            #expect(problems(right) == [])
            let settings = try settings(right.merging(["DB_SSLMODE": "verify-ca"]) { $1 }).postgres
            #expect(settings.tls == .verifyCA && settings.authority == files.authority)
            #expect(settings.certificate == files.client && settings.key == files.clientKey)
            #expect(problems(right.merging(["DB_SSLMODE": "disable"]) { $1 }).count == 3)
            #expect(
                problems(["DB_SSL_ROOT_CERT": files.clientKey, "DB_SSL_CERT": files.client]) == [
                    "DB_SSL_KEY must be set, as DB_SSL_CERT is",
                    "DB_SSL_ROOT_CERT holds no certificates in PEM: \(files.clientKey)",
                ])
            #expect(
                problems(["DB_SSL_CERT": files.client, "DB_SSL_KEY": files.serverKey]) == [
                    "DB_SSL_KEY is not the key of the certificate that DB_SSL_CERT names"
                ])
            #expect(
                problems(["DB_SSL_CERT": files.clientKey, "DB_SSL_KEY": files.client]) == [
                    "DB_SSL_CERT holds no certificate in PEM: \(files.clientKey)",
                    "DB_SSL_KEY holds no private key in PEM without a password: \(files.client)",
                ])
            #expect(problems(["DB_SSL_CERT": "/no/such", "DB_SSL_KEY": "/no/such"]).count == 2)
        }
    }
}
