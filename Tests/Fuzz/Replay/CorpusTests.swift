import Foundation
import FuzzSubjects
import Testing

@Suite("Every input of the corpus, seeds and former findings, keeps what fuzzing checks")
struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Corpus")
        .standardizedFileURL

    @Test(arguments: FuzzSubject.allCases)
    func replay(_ subject: FuzzSubject) throws {
        let folder = Self.corpus.appending(path: subject.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 5, "seeds of \(subject.rawValue)")
        for file in files.sorted(by: { $0.path < $1.path }) {
            let bytes = Array(try Data(contentsOf: file))
            subject.check(bytes)
            // What the fuzzer would try first: cut short, and one octet changed.
            for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 64)) {
                subject.check(Array(bytes.prefix(length)))
            }
            for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 64)) {
                for change: UInt8 in [0x01, 0x20, 0x80, 0xFF] {
                    var changed = bytes
                    changed[index] ^= change
                    subject.check(changed)
                }
            }
        }
    }

    @Test("each folder of the corpus belongs to a subject")
    func folders() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(Set(folders) == Set(FuzzSubject.allCases.map(\.rawValue)))
    }
}
