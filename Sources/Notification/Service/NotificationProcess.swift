import Contracts
import CoreHTTP
import Hosting
import Logging
import Mail
import OpenSSL
import ServiceRuntime

/// The composition root: what the process has once.
struct NotificationProcess: Sendable {
    let configuration: NotificationConfiguration
    let service: ServiceProcess
    let live: LiveFeature.Shared
    let notifications: NotificationsFeature.Shared
    let events: EventsFeature.Shared
    /// Nil when no e-mails are sent.
    let email: EmailFeature.Shared?
    /// Nil when auth cannot be asked.
    let languages: LanguagesFeature.Shared?
    let statistics = StatisticsFeature.Shared()

    /// `openAPI`: the contract's text.
    init(_ configuration: NotificationConfiguration, openAPI: [UInt8] = [], clock: WallClock = .system) throws(OpenSSLError) {
        self.configuration = configuration
        service = try ServiceProcess(configuration.service, openAPI: openAPI, clock: clock)
        live = LiveFeature.Shared(metrics: service.metrics)
        notifications = NotificationsFeature.Shared(metrics: service.metrics)
        events = EventsFeature.Shared(configuration.events, metrics: service.metrics)
        let metrics = MailMetrics(service.metrics, of: .notification)
        languages =
            if let secret = configuration.internalSecret {
                try LanguagesFeature.Shared(authService: configuration.authService, internalSecret: secret)
            } else { nil }
        email = if let settings = configuration.email { try EmailFeature.Shared(settings, metrics: metrics) } else { nil }
    }

    /// The process; its `run` blocks until it has been told to end and has done so in order.
    func daemon(log: Logger) -> Daemon {
        service.daemon(log: log) { loop in NotificationLoop(self, loop).features }
    }
}
