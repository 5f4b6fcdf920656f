import Basics
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
///     │        │            ├──────────▶ postponed      try again later, twice as late each time
///     │        ├ nobody ────┴──────────▶ failed         refused for good, or too old
///     │        └ unverified ───────────▶ removed        the address is not confirmed
///     └ overtaken ─────────────────────▶ removed        newer news of the visit made it untrue, or the visit has begun
/// ```
///
/// A process killed between the server's answer and the removal sends the mail again, with the same Message-ID: SMTP offers nothing better.
final class Mailer: LoopTask, @unchecked Sendable {  // loop-confined
    struct Pace: Sendable {
        var firstPause = Duration.seconds(30)
        var longestPause = Duration.seconds(3_600)
        /// An older mail is not sent any more.
        var giveUpAfterSeconds: Int64 = 86_400
        /// Longer than an attempt can take.
        var lease = Duration.seconds(300)
        /// How often the queue is looked at without a sign that something is due.
        var interval = Duration.seconds(5)
    }

    private let queue: EmailQueue
    private let addresses: any AddressBook
    private let client: SMTPClient
    private let settings: EmailSettings
    private let metrics: EmailMetrics
    private let clock: WallClock
    private let log: Logger
    private let due: LoopSignal
    private let ended: LoopEvent
    private var isOpen = true

    /// `due`: raised when there may be something to send.
    init(
        _ settings: EmailSettings, queue: EmailQueue, addresses: any AddressBook, client: SMTPClient, metrics: EmailMetrics,
        clock: WallClock, log: Logger, on loop: EventLoop, due: LoopSignal? = nil
    ) {
        self.settings = settings
        self.queue = queue
        self.addresses = addresses
        self.client = client
        self.metrics = metrics
        self.clock = clock
        self.log = log
        self.due = due ?? LoopSignal(on: loop)
        ended = LoopEvent(on: loop)
    }

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
        case withheld
        case overtaken
    }

    private func attempt(_ email: QueuedEmail) async -> Outcome {
        if email.isOvertaken || email.endsAt.map({ $0 <= clock.instant }) == true { return .overtaken }
        if clock.instant.seconds - email.createdAt.seconds > settings.pace.giveUpAfterSeconds { return .failed("too old") }
        let address: String
        do throws(AddressesUnavailable) {
            switch try await addresses.address(of: email.recipient) {
            case .known(let known): address = known
            case .unverified: return .withheld
            case .closed: return .failed("the account is closed")
            }
        } catch {
            return .postponed("the address cannot be asked for")
        }
        let message = MIMEMessage(
            id: email.id, sender: settings.sender, recipient: address, date: email.createdAt, text: email.text)
        guard let mail = SMTPMail(from: settings.sender, to: address, content: message.content) else {
            return .failed("not an address for SMTP")
        }
        do throws(PostgresError) {
            guard try await queue.isTrue(email.id) else { return .overtaken }
        } catch {
            return .postponed("the queue does not answer")
        }
        do throws(SMTPError) {
            try await client.send(mail)
            return .sent
        } catch {
            return error.isPermanent ? .failed("\(error)") : .postponed("\(error)")
        }
    }

    /// Writes down what became of it, waiting for the database if necessary: a mail that was sent must not be sent again.
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
        case .withheld:
            try await queue.remove(email.id)
            metrics.withheld.add()
        case .postponed(let error):
            log.warning(
                "an e-mail is not sent yet",
                metadata: ["notification": "\(email.id)", "attempts": .stringConvertible(email.attempts), "reason": "\(error)"])
            try await queue.postpone(email.id, for: pause(after: email.attempts), error: error)
            metrics.postponed.add()
        case .overtaken:
            log.notice("an e-mail is not sent: it has become untrue", metadata: ["notification": "\(email.id)"])
            try await queue.remove(email.id)
            metrics.overtaken.add()
        case .failed(let error):
            log.error("an e-mail is given up", metadata: ["notification": "\(email.id)", "reason": "\(error)"])
            try await queue.giveUp(email.id, error: error)
            metrics.failed.add()
        }
    }

    private func pause(after attempts: Int) -> Duration {
        Backoff(first: settings.pace.firstPause, longest: settings.pace.longestPause).pause(after: attempts)
    }
}
