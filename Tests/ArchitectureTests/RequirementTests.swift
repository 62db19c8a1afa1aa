import Foundation
import Testing

/// Which rules of the manuals are proved where. Sections A to G are logins and offices, M what people are told.
@Suite("Requirements")
struct RequirementTests {
    /// Rules that no test proves, each with its reason. A rule that is proved must not stand here.
    private static let unproved: [Int: String] = [
        6: "Families are not built yet: the kinds of people are members and administrators.",
        7: "A family's code at the login comes with families.",
        12: "There is no app of our own; every page works at the width of a telephone.",
        29: "Reporting by calling in, with an ID and password of its own, is not built.",
        40: "Describes another company's portal, from which nothing was taken but R-104 and R-123.",
        124: "Hours of support are the operator's matter; ANPI_HELP_DESK says them.",
    ]

    /// The rules of sections A to G and M.
    private static let rules = Set(Array(1...125) + Array(189...192))

    @Test("Every rule of logins, offices and help is cited by a test or named with a reason, and none is both")
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

    @Test("Numbers and ranges of them are read from what tests say")
    func reading() {
        #expect(Self.numbers(in: "@Test(\"a (R-001, R-005 to R-007)\") // R-192 R-12 XR-0045") == [1, 5, 6, 7, 192, 4])
    }

    /// All numbers in the tests, this file apart.
    private static func citations() throws -> Set<Int> {
        let folder = SourceTree.root.appending(path: "Tests")
        var found: Set<Int> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard path.hasSuffix(".swift") || path.hasSuffix(".py"), !path.hasSuffix("RequirementTests.swift") else {
                continue
            }
            found.formUnion(numbers(in: try String(contentsOf: folder.appending(path: path), encoding: .utf8)))
        }
        return found
    }

    private static func numbers(in text: String) -> Set<Int> {
        var found: Set<Int> = []
        for match in text.matches(of: /R-([0-9]{3})(?: to R-([0-9]{3}))?/) {
            guard let first = Int(match.1) else { continue }
            found.formUnion(first...max(first, match.2.flatMap { Int($0) } ?? first))
        }
        return found
    }
}
