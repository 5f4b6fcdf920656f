package import Contracts
package import CoreHTTP
package import Redis
package import ServiceRuntime

/// The settings that every service has, as they were read.
package struct ServiceSettings: Sendable {
    package var daemon: DaemonSettings
    package var database: DatabaseSettings
    package var redis: RedisConfiguration
    package var redisNames: RedisNames
    package let jwtSecret: Secret
    package let previousJWTSecret: Secret?
    /// Whose pages may call with cookies; browsers reach us at the first.
    package var frontends: [WebOrigin]
    package let openAPIFile: String
    /// Requests that a user may make to one route in a minute; 0: any number.
    package let requestLimit: Int

    /// The names of our cookies: with prefixes if browsers reach us by TLS.
    package var cookies: CookieNames {
        guard let origin = frontends.first, origin.isSecure, !origin.isLoopback else { return .plain }
        return .prefixed
    }

    /// Where browsers reach us: `https://clinic.example`.
    package var origin: String { frontends.first?.description ?? "" }
}
