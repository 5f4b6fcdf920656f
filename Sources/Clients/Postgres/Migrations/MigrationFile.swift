import Foundation

/// One step of a schema: `0007_add_notes.sql`, four digits or more, then the name.
struct MigrationFile: Sendable, Equatable {
    let version: Int
    let name: String
    let script: String

    var fileName: String { String(repeating: "0", count: max(0, 4 - String(version).count)) + "\(version)_\(name).sql" }

    /// The folder's `.sql` files in order of their versions; other files are left alone.
    static func all(in directory: String) throws(MigrationError) -> [MigrationFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw .unreadable(directory)
        }
        var files: [MigrationFile] = []
        for name in names where name.hasSuffix(".sql") { files.append(try MigrationFile(name, in: directory)) }
        files.sort { $0.version < $1.version }
        for (earlier, later) in zip(files, files.dropFirst()) where earlier.version == later.version {
            throw .duplicateVersion(later.version)
        }
        return files
    }

    private init(_ fileName: String, in directory: String) throws(MigrationError) {
        let parts = fileName.dropLast(4).split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count >= 4, parts[0].allSatisfy({ $0.isASCII && $0.isNumber }), !parts[1].isEmpty,
            let version = Int(parts[0]), version > 0
        else { throw .badFileName(fileName) }
        do {
            script = try String(contentsOfFile: directory + "/" + fileName, encoding: .utf8)
        } catch {
            throw .unreadable(directory + "/" + fileName)
        }
        self.version = version
        name = String(parts[1])
    }
}
