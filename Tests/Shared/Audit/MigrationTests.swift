import Foundation
import Testing

@Suite("Access log: its tables") struct MigrationTests {
    @Test("every service that keeps a log makes the same ones", arguments: ["access_log", "audit_restart", "audit_keeping"])
    func same(name: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../sql").standardizedFileURL
        var found: [String] = []
        for service in try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil) {
            for file in try FileManager.default.contentsOfDirectory(at: service, includingPropertiesForKeys: nil)
            where file.lastPathComponent.hasSuffix("_\(name).sql") {
                found.append(try String(contentsOf: file, encoding: .utf8))
            }
        }
        #expect(found.count == 3 && Set(found).count == 1)
    }
}
