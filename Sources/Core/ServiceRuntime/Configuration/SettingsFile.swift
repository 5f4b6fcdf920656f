import Glibc

/// A small file that settings come from or name.
package enum SettingsFile {
    package enum Failure: Error, Equatable, Sendable {
        /// `code` is the errno.
        case unreadable(code: Int32)
        case tooLarge(limit: Int)
    }

    package static let sizeLimit = 64 << 10

    /// All of it, at most `sizeLimit` bytes.
    package static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(code: errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { room in
                unsafe Glibc.read(descriptor, room.baseAddress?.advanced(by: count), room.count - count)
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(code: errno) }
            if got == 0 { break }
            count += got
        }
        guard count <= sizeLimit else { throw .tooLarge(limit: sizeLimit) }
        return Array(bytes[..<count])
    }
}

extension SettingsFile.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let code): unsafe "cannot be read: \(String(cString: strerror(code)))"
        case .tooLarge(let limit): "is larger than \(limit) bytes"
        }
    }
}
