import Foundation
import Testing

@Suite("Hostile input", .serialized)
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    @Test("Every input that is kept is read without breaking a rule", arguments: Harness.all.map(\.name))
    func replay(name: String) throws {
        let harness = try #require(Harness.all.first { $0.name == name })
        let folder = Self.folder.appending(path: name)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            #expect(throws: Never.self, "\(name)/\(file.lastPathComponent)") {
                try harness.check([UInt8](Data(contentsOf: file)))
            }
        }
        #expect(throws: Never.self) { try harness.check([]) }
    }

    @Test("No folder of inputs is forgotten")
    func folders() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(names.filter { !$0.contains(".") }) == Set(Harness.all.map(\.name)))
    }

    @Test("A rule that does not hold is told")
    func told() {
        let broken = #expect(throws: Broken.self) { try hold("one is two", 1 == 2) }
        #expect(broken?.rule == "one is two")
    }
}
