import Contracts
import Hosting
import Logging
import Postgres
import Reactor
import ServiceRuntime
import Curl

/// Sends what is in the queue of e-mails, one after the other; every replica has one, and each mail is sent by whoever claims it.
/// Confined to its loop.
///
/// ```
///   claim ─▶ address ─▶ mail server ─▶ removed          taken
///              │            ├──────────▶ postponed      try again later, twice as late each time
///              └ nobody ────┴──────────▶ given up       refused for good, or too old
/// ```
///
/// A process killed between the server's answer and the removal sends the mail again, with the same Message-ID: SMTP has no better.
final class Mailer: @unchecked Sendable {  // loop-confined
    struct Pace: Sendable {
        var firstPause = Duration.seconds(30)
        var longestPause = Duration.seconds(3_600)
        /// News that is older is none.
        var giveUpAfterSeconds: Int64 = 86_400
        /// Longer than an attempt can take.
        var lease = Duration.seconds(300)
        /// The queue is looked at so often, whatever one has heard.
        var interval = Duration.seconds(5)
    }

    private let queue: any EmailQueue
    private let addresses: any AddressBook
    private let client: SMTPClient
    private let settings: EmailSettings
    private let metrics: EmailMetrics
    private let clock: WallClock
    private let log: Logger
    private let due: LoopSignal
    private let ended: LoopEvent
    private var isOpen = true

    init(
        _ settings: EmailSettings, queue: any EmailQueue, addresses: any AddressBook, client: SMTPClient, metrics: EmailMetrics,
        clock: WallClock, log: Logger, on loop: EventLoop
    ) {
        self.settings = settings
        self.queue = queue
        self.addresses = addresses
        self.client = client
        self.metrics = metrics
        self.clock = clock
        self.log = log
        due = LoopSignal(on: loop)
        ended = LoopEvent(on: loop)
    }

    /// Returns after `stop`. The database must be migrated.
    func run() async {
        while isOpen {
            do throws(PostgresError) {
                while isOpen, let email = try await queue.claim(for: settings.pace.lease) {
                    try await settle(email, await attempt(email))
                }
            } catch {
                log.warning("the queue of e-mails does not answer", metadata: ["reason": "\(error)"])
            }
            if isOpen { _ = await due.wait(atMost: settings.pace.interval) }
        }
        ended.set()
    }

    /// There may be something to send.
    func wake() { due.raise() }

    /// Finishes the mail in progress.
    func stop(within limit: Duration) async {
        isOpen = false
        due.raise()
        _ = await ended.wait(atMost: limit)
    }

    // MARK: One e-mail

    private enum Outcome {
        case sent
        case postponed(String)
        case failed(String)
    }

    private func attempt(_ email: QueuedEmail) async -> Outcome {
        if clock.instant.seconds - email.createdAt.seconds > settings.pace.giveUpAfterSeconds { return .failed("too old") }
        let address: String?
        do throws(AddressesUnavailable) {
            address = try await addresses.address(of: email.recipient)
        } catch {
            return .postponed("the address cannot be asked for")
        }
        guard let address else { return .failed("the account is closed") }
        let message = MIMEMessage(
            id: email.id, sender: settings.sender, recipient: address, date: email.createdAt, text: email.text)
        guard let mail = SMTPMail(from: settings.sender, to: address, content: message.content) else {
            return .failed("not an address for SMTP")
        }
        do throws(SMTPError) {
            try await client.send(mail)
            return .sent
        } catch {
            return error.isPermanent ? .failed("\(error)") : .postponed("\(error)")
        }
    }

    /// What became of it is written down even if the database has to be waited for: a mail that was sent shall not be sent again.
    private func settle(_ email: QueuedEmail, _ outcome: Outcome) async throws(PostgresError) {
        let deadline = MonotonicTime.read() + settings.pace.lease
        while true {
            do throws(PostgresError) {
                return try await write(email, outcome)
            } catch {
                guard isOpen, MonotonicTime.read() < deadline else { throw error }
                _ = await due.wait(atMost: .milliseconds(250))
            }
        }
    }

    private func write(_ email: QueuedEmail, _ outcome: Outcome) async throws(PostgresError) {
        switch outcome {
        case .sent:
            try await queue.remove(email.id)
            metrics.sent.add()
        case .postponed(let error):
            log.warning(
                "an e-mail is not sent yet",
                metadata: ["notification": "\(email.id)", "attempts": .stringConvertible(email.attempts), "reason": "\(error)"])
            try await queue.postpone(email.id, for: pause(after: email.attempts), error: error)
            metrics.postponed.add()
        case .failed(let error):
            log.error("an e-mail is given up", metadata: ["notification": "\(email.id)", "reason": "\(error)"])
            try await queue.giveUp(email.id, error: error)
            metrics.failed.add()
        }
    }

    private func pause(after attempts: Int) -> Duration {
        min(settings.pace.firstPause * (1 << min(attempts - 1, 16)), settings.pace.longestPause)
    }
}
