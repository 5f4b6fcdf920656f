import Access
import Contracts
import CoreHTTP
import Hosting
import Logging
import Mail
import NotificationDomain
import OpenSSL
import Postgres
import Reactor
import ServiceRuntime

/// Notifications go by mail as well.
struct EmailFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let settings: EmailSettings
        let metrics: MailMetrics
        let tokens: ServiceTokens

        init(_ settings: EmailSettings, metrics: MailMetrics) throws(OpenSSLError) {
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

    private func mailer(_ shared: Shared) -> Mailer<NotificationMail> {
        let auth = AuthClient(
            loop.client(to: shared.settings.authService, maxConnections: 2), as: .notification, tokens: shared.tokens,
            ids: loop.ids, clock: loop.clock, timeout: .seconds(5), on: loop.loop)
        return .notifications(
            shared.settings.mail, in: loop.pool, addresses: AuthAddressBook(auth: auth), metrics: shared.metrics,
            clock: loop.clock, log: loop.log, on: loop.loop, due: due)
    }
}

extension Mailer<NotificationMail> {
    /// Sends what is in notification_db.
    static func notifications(
        _ settings: MailSettings, in pool: PostgresPool, addresses: any AddressBook, metrics: MailMetrics, clock: WallClock,
        log: Logger, on loop: EventLoop, due: LoopSignal? = nil
    ) -> Mailer {
        let queue = MailQueue(pool: pool, claim: EmailStatements.claim) { row throws(PostgresError) in
            try QueuedMail<NotificationMail>(RowOf(row))
        }
        return Mailer(settings, queue: queue, metrics: metrics, clock: clock, log: log, on: loop, due: due) { email in
            do throws(AddressesUnavailable) {
                switch try await addresses.address(of: email.content.recipient) {
                case .known(let known): return .ready(to: known, email.content.text)
                case .unverified: return .withheld
                case .closed: return .failed("the account is closed")
                }
            } catch {
                return .postponed("the address cannot be asked for")
            }
        }
    }
}
