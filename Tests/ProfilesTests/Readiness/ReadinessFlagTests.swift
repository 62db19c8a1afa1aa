import Testing

@testable import Profiles

@Suite("Readiness: facts and flags")
struct ReadinessFlagTests {
    private typealias Contact = ReadinessFacts.Contact

    private static let all = ReadinessRules(usesMail: true, usesVoice: true, needsRegion: true)
    /// Somebody without a gap, but for contacts.
    private static let whole: ReadinessFacts = [.prefecture, .region, .loggedIn, .lastingProof]

    private static func mail(_ value: String, order: Int? = 1, works: Bool = true, fails: Bool = false) -> Contact {
        Contact(
            kind: .mail, value: value, order: order.flatMap(ContactOrder.init(rawValue:)), isVerified: works,
            isFailing: fails)
    }

    private static func phone(_ value: String, order: Int?, works: Bool = true, fails: Bool = false) -> Contact {
        Contact(
            kind: .phone, value: value, order: order.flatMap(ContactOrder.init(rawValue:)), isVerified: works,
            isFailing: fails)
    }

    /// Contacts, the sure ways they make, and the flags they raise.
    private static let contacts: [([Contact], Int, Set<ReadinessFlag>)] = [
        ([], 0, [.noContact]),
        ([mail("a@docomo.ne.jp")], 1, []),
        ([mail("a@docomo.ne.jp", works: false)], 0, [.unverifiedOnly]),
        // What came back does not count, whatever was confirmed before.
        ([mail("a@docomo.ne.jp", fails: true)], 0, [.unverifiedOnly, .deadAddress]),
        ([mail("a@docomo.ne.jp"), mail("b@Docomo.NE.jp")], 1, []),
        ([mail("a@docomo.ne.jp"), mail("a@example.jp")], 2, []),
        ([mail("a@docomo.ne.jp"), mail("a@example.jp", works: false)], 1, []),
        ([mail("a@docomo.ne.jp"), mail("a@example.jp", fails: true)], 1, [.deadAddress]),
        ([mail("a@b.jp"), mail("a@c.jp"), mail("a@d.jp"), phone("0901", order: 2)], 2, []),
        ([mail("a@b.jp"), phone("0901", order: 2)], 2, []),
        ([mail("a@b.jp", order: 2), phone("0901", order: 1, works: false)], 1, []),
        ([phone("0901", order: 1), phone("0901", order: 2)], 1, []),
        ([phone("0901", order: 1), phone("0902", order: 2)], 2, []),
        ([phone("0901", order: 1, fails: true)], 0, [.unverifiedOnly, .deadAddress]),
        // 1 and 3; no 1; none at all. Two contacts may share a place.
        ([mail("a@b.jp", order: 1), phone("0901", order: 3)], 2, [.orderHole]),
        ([mail("a@b.jp", order: 2)], 1, [.orderHole]),
        ([mail("a@b.jp", order: 1), phone("0901", order: nil)], 2, [.orderHole]),
        ([mail("a@b.jp", order: nil)], 1, [.orderHole]),
        ([mail("a@b.jp", order: 1), phone("0901", order: 1)], 2, []),
    ]

    @Test("Contacts make sure ways, each provider and each number once, and raise their flags", arguments: 0..<19)
    func ways(_ number: Int) {
        let (contacts, paths, flags) = Self.contacts[number]
        let facts = ReadinessFacts(contacts).union(Self.whole)
        #expect(Self.all.paths(facts) == paths)
        #expect(Set(ReadinessFlag.allCases.filter { Self.all.raises($0, facts) }) == flags)
        #expect(Self.contacts.count == 19)
    }

    @Test("Plan and voice option decide which contacts count (R-009, R-010)")
    func plan() {
        let mails = ReadinessFacts([Self.mail("a@b.jp"), Self.mail("a@c.jp", fails: true)])
        let phones = ReadinessFacts([Self.phone("0901", order: 2), Self.phone("0902", order: 2, fails: true)])
        let mailOnly = ReadinessRules(usesMail: true, usesVoice: false, needsRegion: false)
        let voiceOnly = ReadinessRules(usesMail: false, usesVoice: true, needsRegion: false)
        for (rules, own, other) in [(mailOnly, mails, phones), (voiceOnly, phones, mails)] {
            #expect(rules.paths(own) == 1 && rules.paths(other) == 0)
            #expect(!rules.raises(.noContact, own) && rules.raises(.noContact, other))
            #expect(rules.raises(.deadAddress, own) && !rules.raises(.deadAddress, other))
            #expect(!rules.raises(.unverifiedOnly, other))
        }
        #expect(!mailOnly.raises(.orderHole, phones) && voiceOnly.raises(.orderHole, phones))
        #expect(!mailOnly.flags.contains(.orderHole) && voiceOnly.flags == ReadinessFlag.allCases)
    }

    @Test("People of an office, who are not asked in earthquakes, lack no address")
    func office() {
        let office = ReadinessRules(usesMail: true, usesVoice: true, needsRegion: true, needsAddresses: false)
        #expect(Self.all.raises(.regionMissing, []) && Self.all.flags.contains(.regionMissing))
        #expect(!office.raises(.regionMissing, []) && !office.flags.contains(.regionMissing))
    }

    @Test("An address is missing by the organization's own rule, a proof by what it allows (R-150)")
    func settings() {
        let loose = ReadinessRules(
            usesMail: true, usesVoice: true, needsRegion: false, allowsMailProof: false, allowsPhoneProof: false)
        #expect(Self.all.raises(.regionMissing, .prefecture) && !loose.raises(.regionMissing, .prefecture))
        #expect(!Self.all.raises(.regionMissing, [.prefecture, .region]) && loose.raises(.regionMissing, []))
        for proof in [ReadinessFacts.mailProof, .phoneProof] {
            #expect(!Self.all.raises(.noFactor, proof) && loose.raises(.noFactor, proof))
        }
        #expect(!loose.raises(.noFactor, .lastingProof) && Self.all.raises(.noFactor, []))
        #expect(Self.all.raises(.neverLoggedIn, []) && !Self.all.raises(.neverLoggedIn, .loggedIn))
    }
}
