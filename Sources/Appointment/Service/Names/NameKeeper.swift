import Access
import Contracts
import Logging
import Postgres
import Reactor
import Redis

/// Keeps names and doctors as auth has them. What auth says has changed is read from where it was left off, by one replica at a time,
/// and written into the appointments; a message on Redis only makes it look at once, and it looks every few seconds anyway. Every
/// replica drops doctors it remembers by that message. Once a process, on loop 0.
///
/// Why not events through Kafka: auth would need an outbox and a relay for a handful of renames a day, and names would stand still while
/// the broker is away. Why not ask for the names with each list: reading would then need auth, and a round trip.
final class NameKeeper: @unchecked Sendable {  // loop-confined
    private let changes: AuthUserChanges
    private let store: NameStore
    private let lists: MyListCache
    private let directories: DoctorDirectories
    private let holder: TokenID
    private let channel: String
    private let interval: Duration
    private let log: Logger
    private let wakeup: LoopSignal
    private let subscriber: RedisSubscriber
    private var isOpen = true

    /// `holder` names this replica.
    init(
        _ changes: AuthUserChanges, _ store: NameStore, lists: MyListCache, directories: DoctorDirectories, holder: TokenID,
        subscription: RedisConfiguration, names: RedisNames, every interval: Duration = .seconds(3), on loop: EventLoop,
        resolver: Resolver, log: Logger
    ) {
        self.changes = changes
        self.store = store
        self.lists = lists
        self.directories = directories
        self.holder = holder
        self.interval = interval
        self.log = log
        channel = names.usersChannel
        let wakeup = LoopSignal(on: loop)
        self.wakeup = wakeup
        subscriber = RedisSubscriber(
            subscription, on: loop, resolver: resolver, log: log,
            onMessage: { _, payload in
                if let change = UserChange(payload: payload) { directories.learn([change]) }
                wakeup.raise()
            },
            onReady: {
                directories.doubt()
                wakeup.raise()
            })
    }

    /// Returns after `close`. The database must be migrated.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.subscriber.run() }
            group.addTask {
                // Without a connection it stays wanted.
                do throws(RedisError) { try await self.subscriber.subscribe(self.channel) } catch {}
            }
            while isOpen {
                do {
                    try await catchUp()
                } catch {
                    log.debug("names could not be brought up to date", metadata: ["error": "\(error)"])
                }
                _ = await wakeup.wait(atMost: interval)
            }
            // Otherwise another replica has to wait until the claim ends by itself.
            do throws(PostgresError) { try await store.release(by: holder) } catch {}
        }
    }

    func close() {
        isOpen = false
        subscriber.close()
        wakeup.raise()
    }

    /// Everything before the position is written when the position is: one that dies between the two does a page again.
    private func catchUp() async throws {
        guard var position = try await store.claim(as: holder) else { return }
        while isOpen {
            let page = try await changes.page(after: position)
            if page.head < position { log.warning("auth's database has been put back; all names are read again") }
            directories.learn(page.users)
            try await apply(page.users)
            let next = page.head < position ? 0 : page.position
            guard next != position, try await store.advance(from: position, to: next, as: holder) else { return }
            position = next
        }
    }

    private func apply(_ users: [UserChange]) async throws(PostgresError) {
        // The name somebody registered with is the one he books and is booked under.
        let changed = users.filter { $0.version > 1 }
        guard !changed.isEmpty else { return }
        try await store.learn(changed)
        while isOpen {
            let renamed = try await store.rename(changed.map(\.id))
            guard !renamed.isEmpty else { return }
            await lists.forget(renamed)
        }
    }
}
