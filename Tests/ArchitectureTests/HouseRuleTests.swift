import Foundation
import Testing

@Suite("House rules")
struct HouseRuleTests {
    /// More lines than this are not about one thing.
    static let lineLimit = 400

    @Test("Every source keeps every rule")
    func sourcesKeepTheRules() throws {
        let files = try SourceTree.sources.get() + SourceTree.tests.get()
        #expect(!files.isEmpty)
        for broken in try HouseRule.all.flatMap({ rule in try files.flatMap(rule.broken) }) {
            Issue.record("\(broken)")
        }
    }

    @Test("Every import follows an arrow")
    func importsFollowTheArrows() throws {
        #expect(try SourceTree.sources.get().flatMap(\.strayImports) == [])
    }

    @Test("Every bridge says why it is safe")
    func bridgesAreProven() throws {
        #expect(try SourceTree.sources.get().flatMap(\.unprovenBridges) == [])
    }

    @Test("No file is about too much")
    func filesAreShort() throws {
        let long = try SourceTree.sources.get().filter { $0.lineCount > Self.lineLimit }
        #expect(long.map { "\($0.path): \($0.lineCount) lines" } == [])
    }

    @Test("Every exception names something that exists")
    func exceptionsExist() {
        let missing = Exceptions.files.filter {
            !FileManager.default.fileExists(atPath: SourceTree.root.appending(path: $0).path)
        }
        #expect(missing == [])
    }

    @Test("Only a debug build can be told to die at a failpoint")
    func failpointsAreOfDebugBuilds() throws {
        let killers = try SourceTree.sources.get().filter {
            $0.text.contains("ANPI_FAILPOINT") || $0.parts.code.contains("SIGKILL")
        }
        #expect(killers.map(\.path) == ["Sources/anpi/Wiring/Failpoints+Environment.swift"])
        for killer in killers {
            let code = killer.parts.code.trimmingCharacters(in: .whitespacesAndNewlines)
            let conditions = code.split(separator: "\n").filter { $0.hasPrefix("#") }
            #expect(conditions == ["#if DEBUG", "#endif"] && code.hasPrefix("#if") && code.hasSuffix("#endif"))
        }
    }

    @Test("Every room has tests")
    func roomsHaveTests() {
        let untested = Room.house.map(\.name).filter { name in
            let tests = name == "anpi" ? "EndToEnd" : "\(name)Tests"
            return !FileManager.default.fileExists(atPath: SourceTree.root.appending(path: "Tests/\(tests)").path)
        }
        #expect(untested == [])
    }

    @Test(
        "A broken rule is found",
        arguments: [
            ("Sources/Web/A.swift", "let a = try! b()"),
            ("Sources/Web/A.swift", "let a = b as! C"),
            ("Sources/Web/A.swift", "guard ok else { fatalError(\"\") }"),
            ("Sources/Web/A.swift", "public struct A {}"),
            ("Sources/Web/A.swift", "    open class A {}"),
            ("Sources/Web/A.swift", "print(a)"),
            ("Sources/Web/A.swift", "let a = \"\\(print(1))\""),
            ("Sources/Domain/A.swift", "import Foundation"),
            ("Sources/Domain/A.swift", "package import FoundationEssentials"),
            ("Sources/Notify/Ledger/A.swift", "let zone = settings.timeZone"),
            ("Sources/Web/A.swift", "import FoundationNetworking"),
            ("Sources/Web/A.swift", "final class A: @unchecked Sendable {}"),
            ("Sources/Web/A.swift", "nonisolated(unsafe) var a = 1"),
            ("Sources/Web/A.swift", "package let handle: OpaquePointer"),
            ("Sources/Web/A.swift", "let now = WallClock.system.now()"),
            ("Sources/Web/A.swift", "let now = Date()"),
            ("Sources/Web/A.swift", "let scope = TenantScope(tenant: a)"),
            ("Sources/Web/A.swift", "let scope = InstallationScope(purpose: \"\")"),
            ("Sources/Web/A.swift", "try await database.read(.installation) { _ in }"),
            ("Sources/Web/A.swift", "struct MailHelper {}"),
            ("Sources/Web/A.swift", "// TODO: later"),
            ("Sources/Web/A.swift", "/* a /* b */ FIXME */"),
            ("Tests/WebTests/A.swift", "try await Task.sleep(for: .seconds(1))"),
            ("Tests/WebTests/A.swift", "usleep(1000)"),
            ("Tests/WebTests/A.swift", "@Test(.disabled(\"flaky\")) func a() {}"),
            ("Tests/WebTests/A.swift", "import XCTest"),
        ])
    func brokenRuleIsFound(_ path: String, _ line: String) throws {
        let file = SourceFile(path: path, text: "/// A.\n\(line)\n")
        let found = try HouseRule.all.flatMap { try $0.broken(by: file) }
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("\(path):2: ") })
    }

    @Test(
        "What only looks like a broken rule is let through",
        arguments: [
            ("Sources/Web/A.swift", "// try! is not ours; print(a) neither"),
            ("Sources/Web/A.swift", "let a = \"try! fatalError( TODO\""),
            ("Sources/Web/A.swift", "let a = #\"a \" print(b) \"# + \"public struct\""),
            ("Sources/Web/A.swift", "let a = \"\"\"\n    public struct \" A print(b)\n    \"\"\""),
            ("Sources/Web/A.swift", "let a = \"\\\"\" // print(b)"),
            ("Sources/Web/A.swift", "writer.print(a)"),
            ("Sources/Web/A.swift", "case open, closed"),
            ("Sources/anpi/main.swift", "print(a)"),
            ("Sources/Web/A.swift", "import Foundation"),
            ("Sources/Database/WorkQueue.swift", "final class A: @unchecked Sendable {}"),
            ("Sources/Web/A.swift", "let handle: OpaquePointer"),
            ("Sources/Web/A.swift", "func a(_ scope: TenantScope) {}"),
            ("Tests/WebTests/A.swift", "machine.sleep(until: end)"),
        ])
    func harmless(_ path: String, _ line: String) throws {
        let file = SourceFile(path: path, text: "\(line)\n")
        #expect(try HouseRule.all.flatMap { try $0.broken(by: file) } == [])
    }

    @Test(
        "A stray import is found",
        arguments: [
            ("Sources/Tenants/A.swift", "import Auth", ["Auth"]),
            ("Sources/Tenants/A.swift", "package import Web", ["Web"]),
            ("Sources/Tenants/A.swift", "@preconcurrency import CSQLite", ["CSQLite"]),
            ("Sources/Tenants/A.swift", "import struct Notify.Broadcast", ["Notify"]),
            ("Sources/Tenants/A.swift", "import Testing", ["Testing"]),
            ("Sources/Web/A.swift", "import TestKit", ["TestKit"]),
            ("Sources/Tenants/A.swift", "import CSodium\npackage import Database\nimport Glibc", []),
            ("Sources/Tenants/A.swift", "/// import Auth\nlet a = \"import Auth\"", []),
        ])
    func strayImport(_ path: String, _ text: String, _ modules: [String]) {
        let found = SourceFile(path: path, text: text).strayImports
        #expect(found.count == modules.count)
        #expect(zip(found, modules).allSatisfy { $0.hasSuffix(" does not import \($1)") })
    }

    @Test("A bridge without a reason is found")
    func unprovenBridge() {
        let bare = SourceFile(path: "A.swift", text: "final class A: @unchecked Sendable {}\n")
        let proven = SourceFile(path: "A.swift", text: "/// One thread only.\nfinal class A: @unchecked Sendable {}\n")
        #expect(bare.unprovenBridges == ["A.swift:1: no proof stands above"])
        #expect(proven.unprovenBridges == [])
    }
}
