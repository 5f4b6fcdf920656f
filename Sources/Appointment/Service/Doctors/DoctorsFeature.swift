import Access
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Reactor
import ServiceRuntime

/// Who is a doctor, as auth says.
struct DoctorsFeature: Feature {
    struct Settings: Sendable {
        var authService: WebOrigin
        /// How long an answer of auth may take.
        var timeout: Duration
        var cache: CachedDoctorDirectory.Limits
    }

    struct Shared: Sendable {
        let settings: Settings
        let directories = DoctorDirectories()
        fileprivate let tokens: ServiceTokens

        /// `secret`: INTERNAL_SECRET.
        init(_ settings: Settings, secret: Secret) throws(OpenSSLError) {
            self.settings = settings
            tokens = ServiceTokens(key: try HMACSHA256(key: secret.bytes))
        }
    }

    let auth: AuthClient
    let directory: CachedDoctorDirectory

    init(_ loop: LoopContext, _ shared: Shared) {
        auth = AuthClient(
            loop.client(to: shared.settings.authService), as: .appointment, tokens: shared.tokens, ids: loop.ids, clock: loop.clock,
            timeout: shared.settings.timeout, tracer: loop.tracer, on: loop.loop)
        directory = CachedDoctorDirectory(AuthDoctorDirectory(auth: auth), limits: shared.settings.cache, on: loop.loop)
        shared.directories.add(directory, on: loop.loop)
    }
}
