import Foundation
import Testing

/// Which rules of the manuals are proved where. Sections A to G are logins and offices, H to K people and their families,
/// M what people are told.
@Suite("Requirements")
struct RequirementTests {
    /// Rules that no test proves, each with its reason. A rule that is proved must not stand here.
    private static let unproved: [Int: String] = [
        40: "Describes another company's portal, from which nothing was taken but R-104 and R-123."
    ]

    /// The rules of sections A to K and M, and of L what concerns profiles and families.
    private static let rules = Set(Array(1...172) + Array(180...183) + Array(188...192))

    @Test(
        "Every rule of logins, offices, people, families and help is cited by a test or named with a reason, and none is both"
    )
    func everyRule() throws {
        let cited = try Self.citations().intersection(Self.rules)
        let named = Set(Self.unproved.keys)
        func text(_ numbers: Set<Int>) -> [String] {
            numbers.sorted().map { "R-" + String(repeating: "0", count: 3 - String($0).count) + "\($0)" }
        }
        #expect(text(Self.rules.subtracting(cited).subtracting(named)) == [], "neither proved nor named")
        #expect(text(cited.intersection(named)) == [], "named although a test cites it")
        #expect(named.isSubset(of: Self.rules))
    }

    @Test("Numbers are read from what tests say of themselves, not from comments")
    func reading() {
        #expect(Self.numbers(in: #"@Test("a (R-001, R-005)") // "R-192" R-007"#) == [1, 5])
        #expect(Self.numbers(in: #"    """R-004, R-115: looked at""""#) == [4, 115])
        #expect(Self.numbers(in: #"@Test("a \"b\" // (R-009)")"#) == [9])
        #expect(Self.numbers(in: "def test_it():  # R-003").isEmpty)
    }

    /// All numbers in the names and sentences of the tests, this file apart.
    private static func citations() throws -> Set<Int> {
        let folder = SourceTree.root.appending(path: "Tests")
        var found: Set<Int> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard path.hasSuffix(".swift") || path.hasSuffix(".py"), !path.hasSuffix("RequirementTests.swift") else {
                continue
            }
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            for line in text.split(whereSeparator: \.isNewline) { found.formUnion(numbers(in: String(line))) }
        }
        return found
    }

    /// The numbers inside the quotes of a line. What follows a comment's sign outside of them proves nothing.
    private static func numbers(in line: String) -> Set<Int> {
        var found: Set<Int> = []
        for part in line.matches(of: #/"(?:[^"\\]|\\.)*"|\/\/|#\s/#) {
            guard part.output.hasPrefix("\"") else { break }
            found.formUnion(part.output.matches(of: /R-([0-9]{3})/).compactMap { Int($0.1) })
        }
        return found
    }
}
