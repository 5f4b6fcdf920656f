import Hosting
import ServiceRuntime

/// Files that operators name on the command line; what is wrong is said with the file's name.
enum KeptFile {
    static func read(_ file: String) throws -> [UInt8] {
        do { return try SettingsFile.read(file) } catch { throw CommandFailure("\(file) \(error)") }
    }

    /// A checkpoint that was kept.
    static func checkpoint(_ file: String) throws -> SignedNote {
        guard let note = SignedNote(String(decoding: try read(file), as: UTF8.self)) else {
            throw CommandFailure("\(file) is no checkpoint")
        }
        return note
    }
}
