package import ServiceRuntime

/// Where Redis is, as a daemon's environment tells it.
package enum RedisSettings {
    private static let host = ConfigurationKey<String>(
        "REDIS_HOST", default: "localhost", help: "Name or address of the Redis server.")
    private static let port = ConfigurationKey("REDIS_PORT", default: 6379, range: 1...65_535, help: "Port of the Redis server.")
    private static let username = ConfigurationKey<String>(
        "REDIS_USERNAME", default: nil, help: "ACL user; unset: the default user."
    )
    .optional
    private static let password = ConfigurationKey<Secret>(password: "REDIS_PASSWORD", help: "Password of that user.").optional
    /// Keeps installations apart; see `RedisNames`.
    package static let prefix = ConfigurationKey<String>(
        "REDIS_PREFIX", default: "", help: "Put before every key and channel, where several clinics share one Redis.")

    package static var keys: [any AnyConfigurationKey] { [host, port, username, password, prefix] }

    /// `name`: the connections' name in CLIENT LIST.
    package static func redis(from configuration: Configuration, name: String) -> RedisConfiguration {
        var redis = RedisConfiguration(
            host: configuration[host], port: UInt16(configuration[port]), username: configuration[username],
            password: configuration[password].map { String(decoding: $0.bytes, as: UTF8.self) })
        redis.clientName = name
        return redis
    }
}
