import Foundation
import Testing

@Suite("Access log: its tables") struct MigrationTests {
    @Test("every service that keeps a log makes the same ones")
    func same() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../sql").standardizedFileURL
        var found: [String] = []
        for service in try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil) {
            for file in try FileManager.default.contentsOfDirectory(at: service, includingPropertiesForKeys: nil)
            where file.lastPathComponent.hasSuffix("_access_log.sql") {
                found.append(try String(contentsOf: file, encoding: .utf8))
            }
        }
        #expect(found.count > 1 && Set(found).count == 1)
    }
}
