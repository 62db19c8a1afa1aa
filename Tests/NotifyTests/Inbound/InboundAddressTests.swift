import Channels
import Domain
import Notify
import Testing

@Suite("Addresses at which mail comes in")
struct InboundAddressTests {
    private let largest = AttemptKey(
        tenant: TenantID(rawValue: Self.ofYear2100), broadcast: BroadcastID(rawValue: Self.ofYear2100),
        person: PersonID(rawValue: Self.ofYear2100), round: 99, step: 999)
    /// The largest number that identifiers of the year 2100 reach.
    private static let ofYear2100 = (Int64(4_133_980_800_000) - 1_704_067_200_000) << 20

    private func addresses(_ mailbox: String = "anpiin@in.example.jp", _ keys: UInt8...) throws -> InboundAddresses {
        try #require(
            InboundAddresses(mailbox: try MailAddress(mailbox), keys: keys.map { [UInt8](repeating: $0, count: 32) }))
    }

    @Test("An address comes back as what it was made for, in capital letters too, until 2100")
    func roundTrip() throws {
        let own = try addresses("anpiin@in.example.jp", 1)
        let reply = try #require(own.reply(to: largest))
        let bounce = try #require(own.bounce(of: largest))
        #expect(reply.local.utf8.count <= 64 && reply != bounce)
        #expect(own.target(of: reply.wireForm) == .reply(largest))
        #expect(own.target(of: bounce.wireForm.uppercased()) == .bounce(largest))
        #expect(own.target(of: "anpiin@in.example.jp") == .mailbox)
    }

    @Test("Nobody makes an address without the key: not of another person, not a reply out of an envelope's sender")
    func forged() throws {
        let own = try addresses("anpi@in.example.jp", 1)
        let bounce = try #require(own.bounce(of: largest)).wireForm
        #expect(own.target(of: bounce.replacing("+b", with: "+r", maxReplacements: 1)) == nil)
        #expect(own.target(of: bounce.replacing("in.example.jp", with: "other.example.jp")) == nil)
        #expect(try addresses("anpi@in.example.jp", 2).target(of: bounce) == nil)
        for index in bounce.indices where bounce[index] != "@" && bounce[index] != "." {
            var changed = bounce
            changed.replaceSubrange(index...index, with: bounce[index] == "7" ? "6" : "7")
            #expect(own.target(of: changed) == nil, "\(changed)")
        }
        for text in ["", "@", "anpi+@in.example.jp", "anpi+b@in.example.jp", "anpi+r1-1-1-1-1@in.example.jp", "x"] {
            #expect(own.target(of: text) == nil)
        }
    }

    @Test("After a change of keys the addresses that are out still count")
    func rotation() throws {
        let old = try #require(try addresses("anpi@in.example.jp", 1).reply(to: largest))
        #expect(try addresses("anpi@in.example.jp", 2, 1).target(of: old.wireForm) == .reply(largest))
    }

    @Test(
        "A mailbox that leaves no room, or would not survive the way, is refused",
        arguments: ["anpimail@a.jp", "a+b@a.jp", "Anpi@a.jp", "a.b@a.jp"])
    func mailboxes(text: String) throws {
        #expect(InboundAddresses(mailbox: try MailAddress(text), keys: [[UInt8](repeating: 1, count: 32)]) == nil)
    }
}
