import Access
import Contracts
import Hosting
import OpenSSL
import ServiceRuntime

/// The languages that people are written to in, as auth has them; kept here, so that a delivery need not ask auth. A choice that has not
/// arrived yet counts from the next delivery on; until then it is English, or what was chosen before.
struct LanguagesFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let authService: WebOrigin
        let tokens: ServiceTokens

        init(authService: WebOrigin, internalSecret: Secret) throws(OpenSSLError) {
            self.authService = authService
            tokens = ServiceTokens(key: try HMACSHA256(key: internalSecret.bytes))
        }
    }

    private static let timeout = Duration.seconds(5)

    private let loop: LoopContext
    private let shared: Shared?

    /// `shared`: nil when auth cannot be asked. Then everybody is written to in English.
    init(_ loop: LoopContext, _ shared: Shared?) {
        self.loop = loop
        self.shared = shared
    }

    func processTasks() -> [any LoopTask] { feed().map { [$0] } ?? [] }

    func feed() -> UserFeed? {
        guard let shared else { return nil }
        let auth = AuthClient(
            loop.client(to: shared.authService, maxConnections: 2), as: .notification, tokens: shared.tokens, ids: loop.ids,
            clock: loop.clock, timeout: Self.timeout, tracer: loop.tracer, on: loop.loop)
        let store = LanguageStore(pool: loop.pool)
        return UserFeed(loop, auth) { users, _ in try await store.keep(users) }
    }
}
