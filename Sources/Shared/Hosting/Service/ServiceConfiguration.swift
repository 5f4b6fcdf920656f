import CoreHTTP
package import Contracts
import Limits
import Redis
package import ServiceRuntime

/// The settings that every service has, with the service's own defaults.
package struct ServiceConfiguration: Sendable {
    private let name: String
    private let daemon: DaemonConfiguration
    private let database: DatabaseConfiguration
    private let openAPIFile: ConfigurationKey<String>

    package init(_ name: ServiceName, defaultPort: Int) {
        self.name = name.rawValue
        daemon = DaemonConfiguration(defaultPort: defaultPort)
        database = DatabaseConfiguration(service: self.name)
        openAPIFile = ConfigurationKey(
            "OPENAPI_FILE", default: "api/\(name.rawValue).yaml", help: "The contract that GET /openapi.yaml shows.")
    }

    package var keys: [any AnyConfigurationKey] {
        daemon.keys + database.keys + RedisSettings.keys + [
            SharedConfiguration.jwtSecret, SharedConfiguration.previousJWTSecret, SharedConfiguration.frontends, openAPIFile,
            RateLimits.requestsKey,
        ]
    }

    package var rules: [ConfigurationRule] { database.rules + RedisSettings.rules + [.readable(openAPIFile)] }

    /// `cores`: how many loops there are unless set.
    package func settings(from configuration: Configuration, cores: Int) -> ServiceSettings {
        let daemon = daemon.settings(name: name, from: configuration, cores: cores)
        return ServiceSettings(
            daemon: daemon, database: database.settings(from: configuration, daemon: daemon),
            redis: RedisSettings.redis(from: configuration, name: name),
            redisNames: RedisNames(prefix: configuration[RedisSettings.prefix]),
            jwtSecret: configuration[SharedConfiguration.jwtSecret],
            previousJWTSecret: configuration[SharedConfiguration.previousJWTSecret],
            frontends: configuration[SharedConfiguration.frontends], openAPIFile: configuration[openAPIFile],
            requestLimit: configuration[RateLimits.requestsKey])
    }
}
