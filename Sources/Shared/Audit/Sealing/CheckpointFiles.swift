import Glibc

/// How far a log is: the how manieth of its trees, and its entries.
struct TreePlace: Comparable, Sendable, CustomStringConvertible {
    /// From 1.
    let era: Int
    let size: Int

    static func < (a: TreePlace, b: TreePlace) -> Bool { (a.era, a.size) < (b.era, b.size) }

    /// What its checkpoint's file is called, and its time stamp's.
    var file: String { "\(name).txt" }
    var stampFile: String { "\(name).tst" }
    private var name: String { era == 1 ? "\(size)" : "\(era)-\(size)" }

    var description: String { era == 1 ? "\(size) entries" : "\(size) entries in tree \(era)" }
}

/// A directory with a file for each checkpoint, `<size>.txt`, and for each time stamp, `<size>.tst`, from the second tree on `<era>-<size>.txt`,
/// for a write-once volume or for another machine to fetch from.
struct CheckpointFiles {
    let directory: String
    /// Whether it is one of ours below the one that was chosen, and made when it is not there.
    private let isMade: Bool

    /// Nil: no directory was chosen.
    init?(_ configuration: AuditConfiguration) {
        guard let chosen = configuration.directory else { return nil }
        self.init(in: chosen, folder: configuration.folder)
    }

    /// `folder`: ours below that directory; nil: the directory itself.
    init(in chosen: String, folder: String?) {
        directory = folder.map { "\(chosen)/\($0)" } ?? chosen
        isMade = folder != nil
    }

    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "\(path): \(unsafe String(cString: strerror(code)))" }
    }

    /// Never overwrites a file. One that cannot be written whole is taken away again.
    func keep(_ content: [UInt8], as name: String) throws(Failure) {
        let path = "\(directory)/\(name)"
        // What fails here fails below.
        if isMade { _ = unsafe mkdir(directory, 0o755) }
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

    func path(of place: TreePlace) -> String { "\(directory)/\(place.file)" }

    private static func place(of name: String) -> TreePlace? {
        guard name.hasSuffix(".txt") else { return nil }
        let numbers = name.dropLast(4).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        guard let last = numbers.last, let size = last, size >= 0 else { return nil }
        if numbers.count == 1 { return TreePlace(era: 1, size: size) }
        return numbers[0].flatMap { $0 > 1 ? TreePlace(era: $0, size: size) : nil }
    }

    /// The newest that is there; nil for a directory without any.
    func newest() -> TreePlace? {
        guard let folder = unsafe opendir(directory) else { return nil }
        defer { unsafe closedir(folder) }
        var newest: TreePlace?
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let place = Self.place(of: name) { newest = max(place, newest ?? place) }
        }
        return newest
    }
}
