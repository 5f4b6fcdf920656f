import Basics
import Contracts
import CoreHTTP
import Curl
import Hosting
package import Logging
import Postgres
package import Reactor
package import ServiceRuntime

/// Sends what is in the queue of e-mails, one after the other; every replica has one, and each mail is sent by whoever claims it.
/// Confined to its loop.
///
/// ```
///   claim ─▶ draft ──▶ mail server ─▶ removed           taken
///     │        │            ├──────────▶ postponed      try again later, twice as late each time
///     │        ├ nobody ────┴──────────▶ failed         refused for good, or too old
///     │        └ withheld ─────────────▶ removed        the address is not confirmed, or nobody has it
///     └ overtaken ─────────────────────▶ removed        newer news made it untrue, or it is of no use any more
/// ```
///
/// A process killed between the server's answer and the removal sends the mail again, with the same Message-ID: SMTP offers nothing better.
package final class Mailer<Content: Sendable>: LoopTask, @unchecked Sendable {  // loop-confined
    /// Words and addresses a mail at the last moment.
    package typealias Draft = @Sendable (QueuedMail<Content>) async -> MailDraft

    private let queue: MailQueue<Content>
    private let draft: Draft
    private let client: SMTPClient
    private let settings: MailSettings
    private let metrics: MailMetrics
    private let clock: WallClock
    private let log: Logger
    private let due: LoopSignal
    private let ended: LoopEvent
    private var isOpen = true

    /// `due`: raised when there may be something to send.
    package init(
        _ settings: MailSettings, queue: MailQueue<Content>, metrics: MailMetrics, clock: WallClock, log: Logger,
        on loop: EventLoop, due: LoopSignal? = nil, draft: @escaping Draft
    ) {
        self.settings = settings
        self.queue = queue
        self.draft = draft
        client = SMTPClient(settings.smtp, pool: BlockingPool(name: "smtp", threads: 1, queueLimit: 4))
        self.metrics = metrics
        self.clock = clock
        self.log = log
        self.due = due ?? LoopSignal(on: loop)
        ended = LoopEvent(on: loop)
    }

    package func run() async {
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
    package func wake() { due.raise() }

    /// Finishes the mail in progress.
    package func stop(within limit: Duration) async {
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

    private func attempt(_ email: QueuedMail<Content>) async -> Outcome {
        if email.isOvertaken || email.endsAt.map({ $0 <= clock.instant }) == true { return .overtaken }
        if clock.instant.seconds - email.createdAt.seconds > settings.pace.giveUpAfterSeconds { return .failed("too old") }
        let (address, text): (String, EmailText)
        switch await draft(email) {
        case .ready(let known, let words): (address, text) = (known, words)
        case .withheld: return .withheld
        case .overtaken: return .overtaken
        case .postponed(let reason): return .postponed(reason)
        case .failed(let reason): return .failed(reason)
        }
        let message = MIMEMessage(
            id: email.id, sender: settings.sender, recipient: address, date: email.createdAt, text: text)
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
    private func settle(_ email: QueuedMail<Content>, _ outcome: Outcome) async throws(PostgresError) {
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

    private func write(_ email: QueuedMail<Content>, _ outcome: Outcome) async throws(PostgresError) {
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
                metadata: ["mail": "\(email.id)", "attempts": .stringConvertible(email.attempts), "reason": "\(error)"])
            try await queue.postpone(email.id, for: pause(after: email.attempts), error: error)
            metrics.postponed.add()
        case .overtaken:
            log.notice("an e-mail is not sent: it has become untrue", metadata: ["mail": "\(email.id)"])
            try await queue.remove(email.id)
            metrics.overtaken.add()
        case .failed(let error):
            log.error("an e-mail is given up", metadata: ["mail": "\(email.id)", "reason": "\(error)"])
            try await queue.giveUp(email.id, error: error)
            metrics.failed.add()
        }
    }

    private func pause(after attempts: Int) -> Duration {
        Backoff(first: settings.pace.firstPause, longest: settings.pace.longestPause).pause(after: attempts)
    }
}
