import Glibc

/// A directory with a file for each checkpoint, `<size>.txt`, and for each time stamp, `<size>.tst`, for a write-once volume or for another machine to fetch from.
struct CheckpointFiles {
    let directory: String

    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "\(path): \(unsafe String(cString: strerror(code)))" }
    }

    /// Never overwrites a file. One that cannot be written whole is taken away again.
    func keep(_ content: [UInt8], as name: String) throws(Failure) {
        let path = "\(directory)/\(name)"
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o444)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw Failure(path: path, code: errno)
        }
        defer { _ = close(descriptor) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return try takeAway(path, code: count < 0 ? errno : ENOSPC) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { return try takeAway(path, code: errno) }
    }

    private func takeAway(_ path: String, code: Int32) throws(Failure) {
        _ = unsafe unlink(path)
        throw Failure(path: path, code: code)
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
