import OpenSSL
package import ServiceRuntime

/// Where Redis is, as a daemon's environment says.
package enum RedisSettings {
    private static let host = ConfigurationKey<String>(
        "REDIS_HOST", default: "localhost", help: "Name or address of the Redis server; not used with REDIS_SENTINELS.")
    private static let port = ConfigurationKey("REDIS_PORT", default: 6379, range: 1...65_535, help: "Port of the Redis server.")
    private static let username = ConfigurationKey<String>(
        "REDIS_USERNAME", default: nil, help: "ACL user; unset: the default user."
    )
    .optional
    private static let password = ConfigurationKey<Secret>(password: "REDIS_PASSWORD", help: "Password of that user.").optional
    /// Keeps installations apart; see `RedisNames`.
    package static let prefix = ConfigurationKey<String>(
        "REDIS_PREFIX", default: "", help: "Put before every key and channel, where several clinics share one Redis.")

    private static let usesTLS = ConfigurationKey<Bool>(
        "REDIS_TLS", default: false, help: "Whether connections are encrypted, to Sentinels too; the certificate is verified.")
    private static let authority = ConfigurationKey<String>(
        file: "REDIS_CA", help: "Certificates by which the server is trusted, instead of the system's; PEM."
    ).optional
    private static let certificate = ConfigurationKey<String>(
        file: "REDIS_CERT", help: "The certificate that we show the server, its chain behind it; PEM."
    ).optional
    private static let key = ConfigurationKey<String>(file: "REDIS_KEY", help: "The private key of that certificate; PEM.").optional
    private static let sentinels = ConfigurationKey<[HostPort]>(
        "REDIS_SENTINELS", default: nil, defaultPort: 26_379,
        help: "Sentinels, of which one is asked for the master before each connection."
    ).optional
    private static let master = ConfigurationKey<String>(
        "REDIS_SENTINEL_MASTER", default: nil, help: "What the Sentinels call the master."
    ).optional
    private static let sentinelUsername = ConfigurationKey<String>(
        "REDIS_SENTINEL_USERNAME", default: nil, help: "ACL user at the Sentinels; unset: the default user."
    ).optional
    private static let sentinelPassword = ConfigurationKey<Secret>(
        password: "REDIS_SENTINEL_PASSWORD", help: "Password at the Sentinels; unset: none."
    ).optional

    package static var keys: [any AnyConfigurationKey] {
        [host, port, username, password, prefix] + tlsKeys + sentinelKeys
    }

    private static var tlsKeys: [any AnyConfigurationKey] { [usesTLS, authority, certificate, key] }
    private static var sentinelKeys: [any AnyConfigurationKey] { [sentinels, master, sentinelUsername, sentinelPassword] }

    package static var rules: [ConfigurationRule] {
        [
            ConfigurationRule(tlsKeys) { configuration in
                if configuration[usesTLS] {
                    return files(configuration).problems(named: (authority.name, certificate.name, key.name))
                }
                return [authority, certificate, key].filter { configuration[$0] != nil }.map {
                    "\($0.name) is set, but REDIS_TLS is false: nothing is encrypted"
                }
            },
            ConfigurationRule(sentinelKeys) { configuration in
                if configuration[sentinels] != nil {
                    return configuration[master] == nil ? ["REDIS_SENTINEL_MASTER must be set, as REDIS_SENTINELS is"] : []
                }
                let given = [master, sentinelUsername].filter { configuration[$0] != nil }.map(\.name)
                return (given + (configuration[sentinelPassword] == nil ? [] : [sentinelPassword.name])).map {
                    "\($0) is set, but REDIS_SENTINELS is not"
                }
            },
        ]
    }

    private static func files(_ configuration: Configuration) -> TLSFiles {
        TLSFiles(authority: configuration[authority], certificate: configuration[certificate], key: configuration[key])
    }

    /// `name`: the connections' name in CLIENT LIST.
    package static func redis(from configuration: Configuration, name: String) -> RedisConfiguration {
        var redis = RedisConfiguration(
            host: configuration[host], port: UInt16(configuration[port]), username: configuration[username],
            password: text(configuration[password]))
        redis.clientName = name
        if configuration[usesTLS] { redis.tls = files(configuration) }
        if let sentinels = configuration[sentinels], let master = configuration[master] {
            redis.sentinels = RedisSentinels(
                sentinels.map { RedisSentinels.Address(host: $0.host, port: UInt16($0.port)) }, master: master,
                username: configuration[sentinelUsername], password: text(configuration[sentinelPassword]))
        }
        return redis
    }

    private static func text(_ secret: Secret?) -> String? { secret.map { String(decoding: $0.bytes, as: UTF8.self) } }
}
