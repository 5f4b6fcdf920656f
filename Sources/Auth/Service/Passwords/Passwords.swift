import OpenSSL
import Reactor
import ServiceRuntime

/// How the process hashes passwords: a pool of threads for all loops, with metrics.
struct Passwords: Sendable {
    struct Settings: Sendable {
        let threads: Int
        let queueLimit: Int
        let rounds: Int
        let pepper: Secret?
        let previousPepper: Secret?

        func hash() throws(OpenSSLError) -> PasswordHash {
            let own: PasswordHash.Pepper? = if let pepper { try PasswordHash.Pepper(pepper) } else { nil }
            let former: PasswordHash.Pepper? = if let previousPepper { try PasswordHash.Pepper(previousPepper) } else { nil }
            return PasswordHash(rounds: rounds, pepper: own, previous: former)
        }
    }

    static let breachedKey = ConfigurationKey<BreachedPasswords?>(
        "BREACHED_PASSWORDS_FILE", default: .some(nil), type: "path",
        help: "Passwords that have leaked, which nobody may choose; made by auth build-breached-list.", show: { _ in "" }
    ) { path in
        do throws(BreachedPasswords.Unusable) { return .value(try BreachedPasswords(path)) } catch {
            return .invalid("names a file that auth build-breached-list has not made")
        }
    }

    static let pepperKey = ConfigurationKey<Secret>(
        signing: "PASSWORD_PEPPER",
        help:
            "Keys the digests that passwords are hashed from, so that a stolen database is of no use by itself. Lost, all passwords are."
    ).optional
    static let previousPepperKey = ConfigurationKey<Secret>(
        signing: "PASSWORD_PEPPER_PREVIOUS",
        help: "The PASSWORD_PEPPER before the last change; each password changes over when its owner signs in."
    ).optional

    let hasher: BcryptHasher

    /// Hashes a password, so that there is one to compare with when there is no account.
    init(_ settings: Settings, metrics registry: MetricsRegistry) throws(OpenSSLError) {
        let pool = BlockingPool(name: "password", threads: settings.threads, queueLimit: settings.queueLimit)
        hasher = try BcryptHasher(pool: pool, try settings.hash())
        registry.observe("auth_password_pool_running", help: "Passwords being hashed.") { Double(pool.load.running) }
        registry.observe("auth_password_pool_queued", help: "Passwords waiting to be hashed.") { Double(pool.load.queued) }
        registry.observeTotal("auth_password_pool_started_total", help: "Passwords hashed or being hashed.") {
            Double(pool.load.started)
        }
        registry.observeTotal("auth_password_pool_refused_total", help: "Passwords refused because the queue was full.") {
            Double(pool.load.refused)
        }
        registry.observeTotal("auth_password_pool_wait_seconds_total", help: "Time passwords have waited for a thread.") {
            pool.load.waited.inSeconds
        }
    }
}
