import Foundation
import Testing

@testable import Audit

@Suite("Access log: files of checkpoints") struct CheckpointFilesTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "checkpoints-\(UUID())").path

    @Test("the newest is the largest of the latest tree, whatever else is there; no file is written over")
    func newest() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let files = CheckpointFiles(in: directory, folder: nil)
        #expect(files.newest() == nil)
        for name in ["a.txt", "-5.txt", "1-9.txt", "0-9.txt", "9-.txt", "2-a.txt", "99", "9-9-9.txt", ".txt"] {
            try Data().write(to: URL(filePath: "\(directory)/\(name)"))
        }
        #expect(files.newest() == nil)
        let places = [(1, 10), (1, 9), (1, 200), (2, 3), (2, 1), (10, 1), (3, 500)].map { TreePlace(era: $0.0, size: $0.1) }
        for count in places.indices {
            try files.keep(Array("\(count)".utf8), as: places[count].file)
            #expect(files.newest() == places[...count].max())
        }
        for place in places { try files.keep(Array("other".utf8), as: place.file) }
        for (count, place) in places.enumerated() {
            #expect(try String(contentsOfFile: files.path(of: place), encoding: .utf8) == "\(count)")
        }
    }

    @Test("a folder of ours is made when it is not there, the directory that was chosen is not")
    func folders() throws {
        let parent = CheckpointFiles(in: directory, folder: nil), child = CheckpointFiles(in: directory, folder: "auth")
        for files in [parent, child] {
            #expect(throws: CheckpointFiles.Failure.self) { try files.keep([1], as: "1.txt") }
            #expect(!FileManager.default.fileExists(atPath: directory))
        }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try child.keep([1], as: "7.txt")
        #expect(child.newest() == TreePlace(era: 1, size: 7) && parent.newest() == nil)
        #expect(FileManager.default.fileExists(atPath: "\(directory)/auth/7.txt"))
    }

    @Test("a tree's name says the how manieth it is, and nothing else does")
    func names() {
        let base = "clinic.example/audit/appointment"
        for era in 1...300 {
            let name = LogName(base, era: era)
            #expect(name.base == base && name.era(of: name.origin) == era)
            #expect(name.era(of: LogName(base, era: era + 1).origin) == era + 1)
        }
        for end in ["/", "/1", "/0", "/02", "/-2", "/+2", "/a", "/2/2", "2", " "] {
            #expect(LogName(base, era: 2).era(of: base + end) == nil, "\(end)")
        }
    }
}
