import Auth
import Domain
import Profiles

@testable import Web

extension Samples {
    var callIn: [Sent] {
        func fact(_ hasPassword: Bool, _ lock: LockAnswer = .open(left: 4)) -> CallInFact {
            CallInFact(number: text("050-5555-0123"), id: "48301592", hasPassword: hasPassword, lock: lock)
        }
        let line = FamilyLine(
            id: text("7"), code: text("CHICHI"), name: text("Ichiro Yamada"), place: words("", ""), mails: 0)
        var own = profile()
        own.callIn = fact(true)
        var member = FamilyMemberPage(id: text("7"), values: FamilyValues(), hasVoice: true, precision: .prefecture)
        member.callIn = fact(false)
        var relativesOwn = FamilyMemberPage(
            id: nil, isOwn: true, values: FamilyValues(), hasVoice: true, precision: .prefecture)
        relativesOwn.callIn = fact(true, .locked(until: at(1_800)))
        return [
            page("voice", VoicePage(callIn: fact(false)), as: employee),
            page(
                "voice-refused",
                VoicePage(callIn: fact(true), errors: [error("newPassword"), error("confirmation")]), as: employee),
            page("voice-locked", VoicePage(callIn: fact(true, .locked(until: at(1_800)))), as: employee),
            page("voice-stopped", VoicePage(callIn: fact(true, .stopped)), as: employee),
            page("voice-family", VoicePage(callIn: fact(false), member: line), as: employee),
            page("profile-call-in", own, as: employee, banner: .registered(.voicePassword)),
            page("family_change-call-in", member, as: employee, banner: .voicePasswordRemoved),
            page("family_own-call-in", relativesOwn, as: relative),
            page(
                "help-call-in", HelpPage(sender: text("anpi@example.jp"), callIn: text("050-5555-0123")), as: employee),
        ]
    }
}
