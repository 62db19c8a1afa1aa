import Domain
import Testing

@testable import Profiles
@testable import Web

@Suite("What is known of a contact, below its field")
struct ContactRowTests {
    private static let state = ContactState(
        verifiedAt: nil, failedAt: at(100), failingSince: at(50), failure: "mailboxUnknown")

    private static func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1_000) }

    @Test("A test mail that came back and a failing address are said once; a failing address alone says since when")
    func once() {
        var address = FamilyAddress(state: Self.state, isTold: true, askedAt: Self.at(90), progress: nil)
        #expect(ContactFact.facts(of: address) == [.failing(since: Self.at(50), reason: "mailboxUnknown")])
        address.progress = .refused(reason: "mailboxUnknown")
        #expect(ContactFact.facts(of: address) == [.refused(reason: "mailboxUnknown")])
        address.progress = .queued
        #expect(
            ContactFact.facts(of: address) == [.queued, .failing(since: Self.at(50), reason: "mailboxUnknown")])
    }

    @Test("So it is for one's own addresses")
    func own() {
        var standings = ContactStandings(canTest: true)
        standings.take("a@example.jp", Self.state)
        standings.take(
            "a@example.jp",
            ContactStandings.Test(
                askedAt: Self.at(99), confirmedAt: nil, progress: .refused(reason: "mailboxUnknown")))
        #expect(
            ContactFact.facts(of: "a@example.jp", standings, isMail: true) == [.refused(reason: "mailboxUnknown")])
    }
}
