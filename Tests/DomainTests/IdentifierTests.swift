import Domain
import TestKit
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    static let now = Instant(milliseconds: 1_704_093_000_000)

    @Test(
        "Only the digits of a positive number are an identifier",
        arguments: [
            ("1", 1), ("42", 42), ("9223372036854775807", .max),
            ("0", nil), ("-1", nil), ("", nil), (" 1", nil), ("1 ", nil), ("1.0", nil), ("0x1", nil), ("１", nil),
            ("9223372036854775808", nil), ("1\u{0}", nil), ("one", nil),
        ] as [(String, Int64?)])
    func parsing(_ text: String, _ number: Int64?) {
        #expect(TenantID(text)?.rawValue == number)
    }

    @Test("An identifier reads like the text it was made from")
    func description() {
        #expect("\(PersonID(rawValue: 1_234_567))" == "1234567")
        #expect(PersonID("1234567")?.description == "1234567")
    }

    @Test("Identifiers grow even while the clock stands still or goes back")
    func monotonic() {
        let source = IdentifierSource(randomness: .seeded(1))
        var last = PersonID(rawValue: 0)
        for step in 0..<10_000 {
            let now = step.isMultiple(of: 3) ? Self.now - .seconds(step) : Self.now
            let next: PersonID = source.next(now: now)
            #expect(next > last)
            last = next
        }
    }

    @Test("A later millisecond makes a greater identifier, whatever chance says", arguments: 0..<20 as Range<UInt64>)
    func timeOrder(_ seed: UInt64) {
        let early: PersonID = IdentifierSource(randomness: .seeded(seed)).next(now: Self.now)
        let late: PersonID = IdentifierSource(randomness: .seeded(seed + 1)).next(now: Self.now + .milliseconds(1))
        #expect(early < late)
    }

    @Test("A clock that stands before 2024 still makes valid identifiers")
    func clockBeforeEpoch() {
        let source = IdentifierSource(randomness: .seeded(3))
        let identifier: PersonID = source.next(now: Instant(milliseconds: 0))
        #expect(identifier.rawValue > 0)
    }

    @Test("Sixteen tasks never get the same identifier, and each sees its own grow")
    func concurrent() async {
        let source = IdentifierSource(randomness: .system)
        let perTask = 2_000
        let all = await withTaskGroup(of: [PersonID].self) { group in
            for _ in 0..<16 {
                group.addTask { (0..<perTask).map { _ in source.next(now: Self.now) } }
            }
            var all: [PersonID] = []
            for await identifiers in group {
                #expect(zip(identifiers, identifiers.dropFirst()).allSatisfy { $0 < $1 })
                all += identifiers
            }
            return all
        }
        #expect(all.count == 16 * perTask)
        #expect(Set(all).count == all.count)
    }
}
