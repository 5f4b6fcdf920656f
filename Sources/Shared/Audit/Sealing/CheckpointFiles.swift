import Glibc
import ServiceRuntime

/// A directory with a file for each checkpoint, `<size>.txt`, for a write-once volume or for another machine to fetch from.
struct CheckpointFiles {
    let directory: String

    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "\(path): \(unsafe String(cString: strerror(code)))" }
    }

    /// Never overwrites a file.
    func keep(_ note: String, size: Int) throws(Failure) {
        let path = "\(directory)/\(size).txt"
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o444)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw Failure(path: path, code: errno)
        }
        LogSink(descriptor: descriptor).write(Array(note.utf8))
        _ = close(descriptor)
    }

    /// The size of the largest that is there; nil for a directory without any.
    func largest() -> Int? {
        guard let folder = unsafe opendir(directory) else { return nil }
        defer { unsafe closedir(folder) }
        var largest: Int?
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".txt"), let size = Int(name.dropLast(4)) { largest = max(size, largest ?? 0) }
        }
        return largest
    }
}
