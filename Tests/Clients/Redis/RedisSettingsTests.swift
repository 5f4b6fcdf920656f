import OpenSSL
import Redis
import ServiceRuntime
import TestSupport
import Testing

@Suite("Redis settings") struct RedisSettingsTests {
    private func redis(_ environment: [String: String]) throws -> RedisConfiguration {
        RedisSettings.redis(
            from: try ConfigurationReader(environment: environment).read(RedisSettings.keys, rules: RedisSettings.rules),
            name: "tests")
    }

    private func problems(_ environment: [String: String]) -> [String] {
        do throws(ConfigurationError) {
            _ = try ConfigurationReader(environment: environment).read(RedisSettings.keys, rules: RedisSettings.rules)
            return []
        } catch {
            guard case .problems(let problems) = error else { return ["\(error)"] }
            return problems
        }
    }

    @Test("unset, it is one server on this machine, in the clear") func defaults() throws {
        let redis = try redis([:])
        #expect("\(redis)" == "redis://localhost:6379/0" && redis.tls == nil && redis.sentinels == nil)
    }

    @Test("TLS and Sentinels are as set") func given() async throws {
        try await Certificates.use { files in
            let redis = try redis([
                "REDIS_TLS": "true", "REDIS_CA": files.authority, "REDIS_CERT": files.client, "REDIS_KEY": files.clientKey,
                "REDIS_SENTINELS": "a,b:1", "REDIS_SENTINEL_MASTER": "clinic", "REDIS_SENTINEL_PASSWORD": "s",
            ])
            #expect(redis.tls == TLSFiles(authority: files.authority, certificate: files.client, key: files.clientKey))
            #expect(
                redis.sentinels
                    == RedisSentinels([.init(host: "a"), .init(host: "b", port: 1)], master: "clinic", password: "s"))
            #expect("\(redis)" == "rediss+sentinel://a:26379,b:1/clinic/0")
        }
    }

    @Test("what does not fit together is told, all of it") func wrong() async throws {
        try await Certificates.use { files in
            #expect(
                problems(["REDIS_CA": files.authority, "REDIS_SENTINELS": "a"]) == [
                    "REDIS_CA is set, but REDIS_TLS is false: nothing is encrypted",
                    "REDIS_SENTINEL_MASTER must be set, as REDIS_SENTINELS is",
                ])
            #expect(
                problems(["REDIS_TLS": "1", "REDIS_KEY": files.clientKey, "REDIS_SENTINEL_PASSWORD": "s"]) == [
                    "REDIS_CERT must be set, as REDIS_KEY is", "REDIS_SENTINEL_PASSWORD is set, but REDIS_SENTINELS is not",
                ])
        }
    }
}
