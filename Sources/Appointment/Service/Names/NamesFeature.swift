import Contracts
import Hosting

/// Names and doctors, kept as auth has them: one replica writes them into the appointments and patients' records, and each replica drops the doctors it
/// remembers when the message comes on Redis.
///
/// Why not ask for the names with each list: reading would then need auth, and a round trip.
struct NamesFeature: Feature {
    private let loop: LoopContext
    private let auth: AuthClient
    private let directories: DoctorDirectories

    init(_ loop: LoopContext, auth: AuthClient, directories: DoctorDirectories) {
        self.loop = loop
        self.auth = auth
        self.directories = directories
    }

    func feed() -> UserFeed {
        let (store, directories) = (NameStore(pool: loop.pool), directories)
        return UserFeed(
            loop, auth, onMessage: { directories.apply([$0]) }, onReady: directories.markStale
        ) { users, goesOn in
            directories.apply(users)
            // Only changes matter: the name somebody registered with is the one they book and are booked under.
            let changed = users.filter { $0.version > 1 }
            guard !changed.isEmpty else { return }
            try await store.apply(changed)
            try await store.renameRecords(changed.map(\.id))
            while goesOn(), try await store.rename(changed.map(\.id)) > 0 {}
        }
    }

    func processTasks() -> [any LoopTask] { [feed()] }
}
