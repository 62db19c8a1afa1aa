import Domain
import Notify
import Profiles
import TestKit
import Testing

@Suite("The plan for one person")
struct PlanTests {
    @Test("The manual's example prints like the manual's line (R-176)")
    func manualsLine() {
        let sequence = plan(for: manualsExample, settings: DispatchSettings())
        #expect(
            line(sequence)
                == "1 TEL#1 → 1 TEL#2 → 2 mail(1)#1 → 2 mail(2)#1 → 2 mail(3)#1 → 3 TEL#1 → 3 TEL#2 → 4 TEL#1 → 4 TEL#2"
        )
        #expect(minutes(sequence) == [0, 3, 8, 8, 8, 13, 16, 21, 24])
    }

    @Test(
        "Orders, gaps and options become sequences (R-009, R-146, R-180, R-181, R-186)",
        arguments: [
            // Mail first, gaps in the order are skipped.
            (
                contacts(mails: ["a@x.jp"], mailSlot: 1, phones: [("03", 4)]), DispatchSettings(),
                "1 mail(1)#1 → 4 TEL#1 → 4 TEL#2"
            ),
            // Without the voice option: mails only, whatever the order says.
            (manualsExample, DispatchSettings(usesVoice: false), "1 mail(1)#1 → 1 mail(2)#1 → 1 mail(3)#1"),
            // スマホプラン: mails are not relied on.
            (contacts(mails: ["a@x.jp"], mailSlot: 1), DispatchSettings(usesMail: false), ""),
            // Mail rounds with retries.
            (
                contacts(mails: ["a@x.jp", "b@x.jp"], mailSlot: 1),
                DispatchSettings(mail: retry(1, .seconds(600))),
                "1 mail(1)#1 → 1 mail(2)#1 → 1 mail(1)#2 → 1 mail(2)#2"
            ),
            // The same address twice in the group is used once.
            (
                contacts(mails: ["a@x.jp", "a@x.jp", "b@x.jp"], mailSlot: 1), DispatchSettings(),
                "1 mail(1)#1 → 1 mail(3)#1"
            ),
            // Contacts without a slot follow, mails first.
            (
                contacts(mails: ["a@x.jp"], phones: [("03", nil), ("04", 1)]),
                DispatchSettings(voice: retry(0, .zero)), "1 TEL#1 → 2 mail(1)#1 → 3 TEL#1"
            ),
            (contacts(), DispatchSettings(), ""),
        ])
    func sequences(contacts: SendingContacts, settings: DispatchSettings, expected: String) {
        #expect(line(plan(for: contacts, settings: settings)) == expected)
    }

    @Test("Zero intervals are allowed everywhere (R-187)")
    func zeroIntervals() {
        let settings = DispatchSettings(
            mail: retry(2, .zero), voice: retry(2, .zero), slotInterval: .zero, giveUpAfter: .zero)
        #expect(minutes(plan(for: manualsExample, settings: settings)).allSatisfy { $0 == 0 })
    }

    @Test(
        "Whoever has no usable path gets a named reason",
        arguments: [
            (contacts(), DispatchSettings(), CannotBeAsked.noContact),
            (contacts(mails: ["a@x.jp"]), DispatchSettings(usesMail: false), .mailNotInPlan),
            (contacts(phones: [("03", 1)]), DispatchSettings(usesVoice: false), .voiceNotInPlan),
            (contacts(mails: ["a@x.jp"]), DispatchSettings(channels: [.voice]), .noMailRelay),
            (contacts(phones: [("03", 1)]), DispatchSettings(channels: [.mail]), .noVoiceGateway),
            (contacts(phones: [("03", 1)]), DispatchSettings(usesVoice: false, channels: []), .voiceNotInPlan),
            (manualsExample, DispatchSettings(usesMail: false, channels: [.mail]), .noVoiceGateway),
            (manualsExample, DispatchSettings(channels: [.mail]), nil),
            (manualsExample, DispatchSettings(), nil),
            // With the voice option a スマホプラン organization can still call.
            (manualsExample, DispatchSettings(usesMail: false), nil),
        ])
    func namedReasons(contacts: SendingContacts, settings: DispatchSettings, expected: CannotBeAsked?) {
        #expect(CannotBeAsked(contacts, settings) == expected)
    }

    @Test("Every plan keeps the rules, for random orders and settings", arguments: 0..<200)
    func everyPlanKeepsTheRules(seed: Int) {
        var chance = Dice(seed: UInt64(seed))
        let contacts = chance.contacts()
        let settings = chance.settings()
        let sequence = plan(for: contacts, settings: settings)
        // Steps count up, slots and offsets never go back.
        #expect(sequence.map(\.step) == Array(0..<sequence.count))
        for (before, after) in zip(sequence, sequence.dropFirst()) {
            #expect(before.slot <= after.slot)
            #expect(before.offset + after.wait == after.offset)
            // No interval between the mails of one group, the retry interval between tries.
            if after.rule == .sameMailGroup { #expect(after.wait == .zero && before.position < after.position) }
            if after.rule == .callAgain { #expect(after.wait == settings.voice.interval) }
            if after.rule == .nextMailRound { #expect(after.wait == settings.mail.interval) }
            if after.rule == .nextSlot { #expect(after.wait == settings.slotInterval) }
        }
        // Every contact gets exactly 1 + retries tries, in order.
        let mails = settings.usesMail ? Set(contacts.mails.map(\.value)).count : 0
        let phones = settings.usesVoice ? contacts.phones.count : 0
        #expect(sequence.count == mails * (1 + settings.mail.count) + phones * (1 + settings.voice.count))
        for (_, tries) in Dictionary(grouping: sequence, by: { "\($0.channel)\($0.position)" }) {
            #expect(tries.map(\.tryNumber) == Array(1...(1 + settings.retry(of: tries[0].channel).count)))
        }
        // The path survives being stored, and gives the same plan again.
        let path = ContactPath(of: contacts, settings)
        let stored = ContactPath(text: path.text)
        #expect(stored == path)
        #expect(stored.map { plan(along: $0, settings: settings) } == sequence)
        #expect((CannotBeAsked(contacts, settings) == nil) == !sequence.isEmpty)
    }
}
