import ArgumentParser
import Foundation
import Glibc
import Hosting

/// `auth build-breached-list`: makes the file that BREACHED_PASSWORDS_FILE names from a list as haveibeenpwned.com publishes it,
/// one line a password: `SHA1 in hexadecimal:how often it was seen`, in any order.
///
/// ```
/// auth build-breached-list pwned-passwords.txt breached.bin [--min-count 10]
/// ```
///
/// Status 0; 1 when a file cannot be read or written.
struct BuildBreachedListCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "build-breached-list", abstract: "Makes the file that BREACHED_PASSWORDS_FILE names.")

    @Argument(help: "A list of haveibeenpwned.com: SHA-1:COUNT, one line a password.")
    var list: String

    @Argument(help: "The file to make.")
    var output: String

    @Option(help: "Leave out what was seen less often.")
    var minCount = 1

    func validate() throws {
        guard minCount > 0 else { throw ValidationError("--min-count must be 1 or more") }
    }

    func run(environment: [String: String]) throws -> CommandOutcome {
        // By hand: Foundation's FileHandle brings ICU, 43 MiB of program.
        let file = unsafe open(list, O_RDONLY)
        guard file >= 0 else { throw CommandFailure("\(list) cannot be read") }
        defer { close(file) }
        var prefixes: [UInt64] = []
        var rest: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw CommandFailure("\(list) cannot be read") }
            guard count > 0 else { break }
            rest += chunk[..<count]
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
            throw CommandFailure("\(output) cannot be written")
        }
        return CommandOutcome("\(output) has \(count) passwords")
    }

    /// Nil for a line that does not belong in a list, and for a password that was seen too seldom.
    private func prefix(_ line: String) -> UInt64? {
        let parts = line.split(separator: ":")
        guard let digest = parts.first, digest.utf8.count == 40, let prefix = UInt64(digest.prefix(16), radix: 16) else {
            return nil
        }
        let count = parts.count > 1 ? Int(parts[1].filter(\.isNumber)) ?? 0 : minCount
        return count >= minCount ? prefix : nil
    }
}
