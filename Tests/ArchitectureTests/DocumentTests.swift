import Foundation
import Testing

/// What documents say about the tests.
@Suite("Documents")
struct DocumentTests {
    @Test("Each test that the table of OWASP ASVS names exists where it says (bare names are suites of AuthTests)")
    func standard() throws {
        let text = try String(contentsOf: SourceTree.root.appending(path: "docs/asvs.md"), encoding: .utf8)
        let rows = text.split(whereSeparator: \.isNewline).compactMap(Self.tests)
        #expect(rows.count > 50)
        #expect(rows.flatMap { $0 }.filter { !Self.exists($0) } == [])
    }

    @Test("A test that does not exist, or stands in another room, is found")
    func reading() {
        #expect(
            Self.tests("| a | b | LockTests, WebTests/PageTests, EndToEnd/test_x (y) |") == [
                "LockTests", "WebTests/PageTests", "EndToEnd/test_x",
            ])
        #expect(Self.tests("no row, LockTests") == nil)
        for name in ["LogInTests", "WebTests/PageTests", "EndToEnd/test_time", "FuzzTests"] {
            #expect(Self.exists(name), "\(name)")
        }
        for name in ["SettingsTests", "WebTests/LogInTests", "EndToEnd/test_nothing", "NotifyTests", "LogIn"] {
            #expect(!Self.exists(name), "\(name)")
        }
    }

    /// The names in the last column of a row; nil for any other line.
    private static func tests(_ row: Substring) -> [String]? {
        let cells = row.split(separator: "|")
        guard row.hasPrefix("|"), cells.count == 3 else { return nil }
        return cells[2].matches(of: /(?:[A-Za-z]+\/)?(?:[A-Za-z]+Tests|test_[a-z_]+)\b/).map { String($0.output) }
    }

    /// Whether there is such a suite or file. A room stands for one only where its tests are named by its inputs.
    private static func exists(_ name: String) -> Bool {
        if name == "FuzzTests" { return true }
        let parts = name.split(separator: "/").map(String.init)
        let (room, suite) = parts.count == 2 ? (parts[0], parts[1]) : ("AuthTests", parts[0])
        if room == "EndToEnd" {
            return FileManager.default.fileExists(
                atPath: SourceTree.root.appending(path: "Tests/EndToEnd/\(suite).py").path)
        }
        let files = (try? SourceTree.tests.get()) ?? []
        return files.contains {
            $0.path.hasPrefix("Tests/\(room)/") && $0.text.contains("struct \(suite) {")
        }
    }
}
