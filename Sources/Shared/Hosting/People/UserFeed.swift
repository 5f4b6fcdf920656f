import Access
package import Contracts
import Logging
import Postgres
import Reactor

/// Follows auth's changes of users: one replica at a time reads them from where it left off, every few seconds, and at once after a
/// message on Redis. The position reached is in `people_feed` of the service's database. One per process, on loop 0.
///
/// Why not events through Kafka: auth would need an outbox and a relay for a handful of changes a day, and the copies would go
/// stale while the broker is away.
package final class UserFeed: ClosableTask, @unchecked Sendable {  // loop-confined
    /// Applies a page of changes, in which nobody is twice. They may come again, and an older one after a newer one. `goesOn`: false when
    /// the feed is about to end.
    package typealias Apply = (_ users: [UserChange], _ goesOn: () -> Bool) async throws -> Void

    private let changes: AuthUserChanges
    private let position: UserFeedPosition
    private let apply: Apply
    private let holder: TokenID
    private let interval: Duration
    private let log: Logger
    private let wakeup: LoopSignal
    private let messages: ChannelSubscriber
    private var isOpen = true

    /// `onMessage` gets each change as it comes from Redis, and `onReady` when messages may have been missed.
    package init(
        _ loop: LoopContext, _ auth: AuthClient, every interval: Duration = .seconds(3),
        onMessage: @escaping (UserChange) -> Void = { _ in }, onReady: @escaping () -> Void = {}, apply: @escaping Apply
    ) {
        changes = AuthUserChanges(auth: auth)
        position = UserFeedPosition(pool: loop.pool)
        self.apply = apply
        self.interval = interval
        holder = loop.ids.next()
        log = loop.log
        let wakeup = LoopSignal(on: loop.loop)
        self.wakeup = wakeup
        messages = loop.subscriber(loop.names.usersChannel) { payload in
            if let change = UserChange(payload: payload) { onMessage(change) }
            wakeup.raise()
        } onReady: {
            onReady()
            wakeup.raise()
        }
    }

    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.messages.run() }
            while isOpen {
                do {
                    try await catchUp()
                } catch {
                    log.debug("what auth says of users could not be read", metadata: ["error": "\(error)"])
                }
                _ = await wakeup.wait(atMost: interval)
            }
            await release()
        }
    }

    package func close() {
        isOpen = false
        messages.close()
        wakeup.raise()
    }

    /// Otherwise another replica waits until the claim ends by itself.
    private func release() async {
        do throws(PostgresError) {
            try await position.release(by: holder)
        } catch {
            log.debug("the claim on what auth says of users was not given up", metadata: ["error": "\(error)"])
        }
    }

    /// Everything before the position is applied when the position is written: one that dies between the two does a page again.
    private func catchUp() async throws {
        guard var reached = try await position.claim(as: holder) else { return }
        while isOpen {
            let page = try await changes.page(after: reached)
            if page.head < reached { log.warning("auth's database has been put back; all users are read again") }
            try await apply(page.users) { isOpen }
            let next = page.head < reached ? 0 : page.position
            guard next != reached, try await position.advance(from: reached, to: next, as: holder) else { return }
            reached = next
        }
    }
}
