import Foundation

/// `auth build-breached-list`: makes the file that BREACHED_PASSWORDS_FILE names of a list as haveibeenpwned.com gives it out, one line a
/// password: `SHA1 in hexadecimal:how often it was seen`, in any order.
///
/// ```
/// auth build-breached-list pwned-passwords.txt breached.bin [--min-count 10]
/// ```
///
/// Status 0; 1 when a file cannot be read or written; 2 for arguments that mean nothing.
struct BuildBreachedListCommand {
    static let usage = "       auth build-breached-list LIST OUTPUT [--min-count N]\n"

    private let list: String
    private let output: String
    private var leastCount = 1

    /// Nil for arguments that mean nothing.
    init?(_ arguments: [String]) {
        guard arguments.count == 2 || arguments.count == 4 && arguments[2] == "--min-count" else { return nil }
        list = arguments[0]
        output = arguments[1]
        if arguments.count == 4 {
            guard let count = Int(arguments[3]), count > 0 else { return nil }
            leastCount = count
        }
    }

    /// Returns the sentence to print.
    func run() throws -> String {
        guard let file = FileHandle(forReadingAtPath: list) else {
            throw AccountCommand.Failure(description: "\(list) cannot be read")
        }
        var prefixes: [UInt64] = []
        var rest: [UInt8] = []
        while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty {
            rest += chunk
            var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let last = lines.removeLast()
            prefixes += lines.compactMap { prefix(String(decoding: $0, as: UTF8.self)) }
            rest = Array(last)
        }
        prefixes += [prefix(String(decoding: rest, as: UTF8.self))].compactMap(\.self)
        prefixes.sort()
        var octets = Data(BreachedPasswords.mark)
        var last: UInt64?
        var count = 0
        for prefix in prefixes where prefix != last {
            octets.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: prefix >> (56 - 8 * UInt64($0))) })
            last = prefix
            count += 1
        }
        do { try octets.write(to: URL(filePath: output), options: .atomic) } catch {
            throw AccountCommand.Failure(description: "\(output) cannot be written")
        }
        return "\(output) has \(count) passwords"
    }

    /// Nil for what is no line of a list, and for what was seen too seldom.
    private func prefix(_ line: String) -> UInt64? {
        let parts = line.split(separator: ":")
        guard let digest = parts.first, digest.utf8.count == 40, let prefix = UInt64(digest.prefix(16), radix: 16) else {
            return nil
        }
        let count = parts.count > 1 ? Int(parts[1].filter(\.isNumber)) ?? 0 : leastCount
        return count >= leastCount ? prefix : nil
    }
}
