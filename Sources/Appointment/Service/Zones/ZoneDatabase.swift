import AppointmentDomain
import Foundation

/// A directory of time zones as Debian's package tzdata makes it: compiled files (TZif, RFC 9636), and `tzdata.zi` with the release and the
/// aliases of zones that have other names now.
struct ZoneDatabase: Sendable, Equatable {
    let directory: String

    init(directory: String) { self.directory = directory }

    /// Where Debian puts it, or where the environment's TZDIR says that it is.
    static let system = ZoneDatabase(directory: ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo")

    /// Without the data every zone but UTC is unknown.
    var isThere: Bool { zone(named: "Europe/London") != nil }

    /// A zone that somebody names; nil when there is none, or the name is not allowed. Names are `Area/Location` in their exact
    /// spelling, old ones too (`Asia/Calcutta`, `US/Eastern`), and `UTC`.
    ///
    /// Names of one word are refused. Abbreviations (`CET`, `EST`) do not follow a place's clock changes; `Japan`, `GB` and `PRC` do, but no
    /// rule tells the two kinds apart (`MET` and `NZ`), every one of them has a name with its place, and browsers use that.
    func zone(named name: String) -> Zone? { Self.isOffered(name) ? zone(stored: name) : nil }

    static func isOffered(_ name: String) -> Bool { name == "UTC" || name.contains("/") }

    /// A zone that was stored, under any name that the data have or had.
    func zone(stored name: String) -> Zone? {
        if name == "UTC" { return .utc }
        guard Self.isName(name) else { return nil }
        guard let file = file(name) ?? target(of: name).flatMap({ Self.isName($0) ? self.file($0) : nil }) else { return nil }
        return Zone(identifier: name, release: release, tzif: file)
    }

    /// `2025b`, from the first line of `tzdata.zi`: `# version 2025b`. Empty when there is none.
    var release: String {
        guard let file = FileHandle(forReadingAtPath: "\(directory)/tzdata.zi") else { return "" }
        defer { try? file.close() }
        let line = String(decoding: (try? file.read(upToCount: 64)) ?? Data(), as: UTF8.self).prefix { $0 != "\n" }
        let words = line.split(separator: " ")
        return words.count == 3 && words[..<2] == ["#", "version"] ? String(words[2]) : ""
    }

    private func file(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: "\(directory)/\(name)").map(Array.init) }

    /// The zone that an alias means, `L Asia/Kolkata Asia/Calcutta`: some systems leave the file of an old name out.
    private func target(of name: String) -> String? {
        guard let data = FileManager.default.contents(atPath: "\(directory)/tzdata.zi") else { return nil }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.hasPrefix("L ") {
            let words = line.split(separator: " ")
            if words.count == 3, words[2] == name { return String(words[1]) }
        }
        return nil
    }

    /// One to three words that stay within the directory, and out of its copies of itself (`posix`, `right`).
    private static func isName(_ identifier: String) -> Bool {
        let words = identifier.split(separator: "/", omittingEmptySubsequences: false)
        return (1...3).contains(words.count) && !["posix", "right"].contains(words[0])
            && words.allSatisfy { word in
                !word.isEmpty && word.utf8.count <= 32
                    && word.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                            true
                        default: false
                        }
                    }
            }
    }
}
