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
        for directory in directories.withLock({ $0.all }) {
            let process = Process()
            process.executableURL = URL(filePath: Stores.script)
            process.arguments = ["remove", directory]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            if (try? process.run()) != nil { process.waitUntilExit() }
        }
    }
}
