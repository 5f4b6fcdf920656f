import Foundation
import Synchronization

/// Directories of stores that this process has started and must not leave running when it ends.
enum LeftoverStores {
    private static let directories = Mutex<(all: Set<String>, watching: Bool)>(([], false))

    static func remember(_ directory: String) {
        directories.withLock { state in
            state.all.insert(directory)
            guard !state.watching else { return }
            state.watching = true
            atexit { LeftoverStores.removeAll() }
        }
    }

    static func forget(_ directory: String) { directories.withLock { _ = $0.all.remove(directory) } }

    private static func removeAll() {
        for directory in directories.withLock({ $0.all }) { StoreProcess.runBlocking([Stores.script, "remove", directory]) }
    }
}
