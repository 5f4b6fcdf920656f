import Access
import Contracts
import Curl
import Hosting
import NotificationDomain
import OpenSSL
import Reactor
import ServiceRuntime

/// Notifications go by mail as well.
struct EmailFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let settings: EmailSettings
        let metrics: EmailMetrics
        let tokens: ServiceTokens

        init(_ settings: EmailSettings, metrics: EmailMetrics) throws(OpenSSLError) {
            self.settings = settings
            self.metrics = metrics
            tokens = ServiceTokens(key: try HMACSHA256(key: settings.internalSecret.bytes))
        }
    }

    /// How e-mails are written; nil when none are sent.
    let style: EmailText.Style?
    /// Raised when there may be something to send.
    let due: LoopSignal
    private let loop: LoopContext
    private let shared: Shared?

    /// `shared`: nil when no e-mails are sent.
    init(_ loop: LoopContext, _ shared: Shared?) {
        self.loop = loop
        self.shared = shared
        style = shared?.settings.style
        due = LoopSignal(on: loop.loop)
    }

    func processTasks() -> [any LoopTask] { shared.map { [mailer($0)] } ?? [] }

    private func mailer(_ shared: Shared) -> Mailer {
        let settings = shared.settings
        let auth = AuthClient(
            loop.client(to: settings.authService, maxConnections: 2), as: .notification, tokens: shared.tokens, ids: loop.ids,
            clock: loop.clock, timeout: .seconds(5), on: loop.loop)
        let client = SMTPClient(settings.smtp, pool: BlockingPool(name: "smtp", threads: 1, queueLimit: 4))
        return Mailer(
            settings, queue: EmailQueue(pool: loop.pool), addresses: AuthAddressBook(auth: auth), client: client,
            metrics: shared.metrics,
            clock: loop.clock, log: loop.log, on: loop.loop, due: due)
    }
}
