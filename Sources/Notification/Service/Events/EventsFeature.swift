import Contracts
import CoreHTTP
import Hosting
import Kafka
import NotificationDomain
import Outbox
import Reactor
import ServiceRuntime

/// Events about appointments become notifications of the people concerned.
struct EventsFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let settings: EventSettings
        let metrics: EventMetrics

        init(_ settings: EventSettings, metrics: MetricsRegistry) {
            self.settings = settings
            self.metrics = EventMetrics(metrics)
        }
    }

    private let loop: LoopContext
    private let shared: Shared
    private let changes: any ChangePublisher
    private let emails: EmailText.Style?
    private let mailIsDue: LoopSignal

    /// `emails`: how they are written, nil when none are sent; `mailIsDue` is raised when some may have joined their queue.
    init(
        _ loop: LoopContext, _ shared: Shared, changes: any ChangePublisher, emails: EmailText.Style?, mailIsDue: LoopSignal
    ) {
        self.loop = loop
        self.shared = shared
        self.changes = changes
        self.emails = emails
        self.mailIsDue = mailIsDue
    }

    var healthChecks: [Health.Check] {
        let broker = shared.metrics.reachable
        return [Health.Check("kafka", required: false) { broker.value == 1 }]
    }

    /// Planning the statement that delivers takes longer than running it, and one plan is the best for every batch. It is kept to its
    /// indexes: planned while a table is empty, as that of e-mails mostly is, it would read all of it later.
    func processTasks() -> [any LoopTask] {
        let pool = loop.dedicatedPool(["plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"])
        return [consumer(PostgresInboxStore(pool: pool))]
    }

    func consumer(_ inboxes: any InboxStore) -> AppointmentEvents {
        var settings = shared.settings
        let log = loop.log
        settings.kafka = settings.kafka.logged(to: log)
        let deadLetters = DeadLetters(
            topic: settings.deadLetterTopic, kept: settings.retention, settings.kafka, lost: shared.metrics.lostLetters,
            clock: loop.clock, log: log, on: loop.loop)
        return AppointmentEvents(
            settings, deliver: deliver(inboxes), deadLetters: deadLetters, metrics: shared.metrics, clock: loop.clock, log: log,
            on: loop.loop, tracer: loop.tracer)
    }

    func deliver(_ inboxes: any InboxStore) -> DeliverEvents {
        DeliverEvents(
            inboxes: inboxes, languages: LanguageStore(pool: loop.pool), changes: changes, ids: loop.ids, clock: loop.clock,
            emails: emails,
            onMail: { [mailIsDue] in mailIsDue.raise() })
    }
}
